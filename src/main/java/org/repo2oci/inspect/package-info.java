/** Says what an image holds: its layers and its packages. */
@NullMarked
package org.repo2oci.inspect;

import org.jspecify.annotations.NullMarked;
