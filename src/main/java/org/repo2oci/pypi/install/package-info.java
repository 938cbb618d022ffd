/** Wheels as installed files: what pip would have written into a prefix, as a file tree. */
@NullMarked
package org.repo2oci.pypi.install;

import org.jspecify.annotations.NullMarked;
