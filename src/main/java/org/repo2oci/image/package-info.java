/** OCI values: digests, references, descriptors, manifests and configurations; no I/O. */
@NullMarked
package org.repo2oci.image;

import org.jspecify.annotations.NullMarked;
