/** The one-page story: a request becomes an image. */
@NullMarked
package org.repo2oci.build;

import org.jspecify.annotations.NullMarked;
