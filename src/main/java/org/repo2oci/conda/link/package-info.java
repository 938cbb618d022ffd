/** Conda archives as installed files: what conda would have linked into a prefix, as file trees. */
@NullMarked
package org.repo2oci.conda.link;

import org.jspecify.annotations.NullMarked;
