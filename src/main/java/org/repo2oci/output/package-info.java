/** Writes an image as an OCI layout or a Docker archive. */
@NullMarked
package org.repo2oci.output;

import org.jspecify.annotations.NullMarked;
