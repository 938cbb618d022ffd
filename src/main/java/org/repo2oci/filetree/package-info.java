/** The one picture of files that all ecosystems produce and all layers are cut from. */
@NullMarked
package org.repo2oci.filetree;

import org.jspecify.annotations.NullMarked;
