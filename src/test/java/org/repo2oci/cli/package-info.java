/** Tests of the command line, in this process. */
@NullMarked
package org.repo2oci.cli;

import org.jspecify.annotations.NullMarked;
