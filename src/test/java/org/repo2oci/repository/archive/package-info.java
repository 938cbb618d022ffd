/** Tests of archives against a server in this process. */
@NullMarked
package org.repo2oci.repository.archive;

import org.jspecify.annotations.NullMarked;
