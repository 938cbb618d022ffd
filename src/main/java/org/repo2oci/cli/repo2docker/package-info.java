/** The command line of repo2docker, told to the commands of this program. */
@NullMarked
package org.repo2oci.cli.repo2docker;

import org.jspecify.annotations.NullMarked;
