/** Starts an image for a test, as Binder would. */
@NullMarked
package org.repo2oci.launch;

import org.jspecify.annotations.NullMarked;
