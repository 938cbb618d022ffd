/** Tests of repo2docker's command line. */
@NullMarked
package org.repo2oci.cli.repo2docker;

import org.jspecify.annotations.NullMarked;
