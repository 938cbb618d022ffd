/** Tests of the GitHub Action. */
@NullMarked
package org.repo2oci.cli.action;

import org.jspecify.annotations.NullMarked;
