/** The command line: commands, renderers and exit codes; the only room that prints or exits. */
@NullMarked
package org.repo2oci.cli;

import org.jspecify.annotations.NullMarked;
