/** A lock becomes an ordered list of layers, each with the key that is known before its bytes. */
@NullMarked
package org.repo2oci.plan;

import org.jspecify.annotations.NullMarked;
