/** Tests of options and arguments. */
@NullMarked
package org.repo2oci.cli.command;

import org.jspecify.annotations.NullMarked;
