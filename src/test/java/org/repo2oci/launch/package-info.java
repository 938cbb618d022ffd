/** Tests of launching. */
@NullMarked
package org.repo2oci.launch;

import org.jspecify.annotations.NullMarked;
