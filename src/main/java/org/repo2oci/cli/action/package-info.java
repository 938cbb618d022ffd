/**
 * This program as a GitHub Action: inputs of a workflow in, an image, outputs and a summary out.
 */
@NullMarked
package org.repo2oci.cli.action;

import org.jspecify.annotations.NullMarked;
