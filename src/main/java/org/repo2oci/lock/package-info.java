/** The lock: every package of every ecosystem with URL, size and digest, and its file format. */
@NullMarked
package org.repo2oci.lock;

import org.jspecify.annotations.NullMarked;
