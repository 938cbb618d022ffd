/** A file tree becomes a deterministic compressed tar, and its digests. */
@NullMarked
package org.repo2oci.layer;

import org.jspecify.annotations.NullMarked;
