/** Tests of the linker. */
@NullMarked
package org.repo2oci.conda.link;

import org.jspecify.annotations.NullMarked;
