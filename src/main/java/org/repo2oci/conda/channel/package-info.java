/** Channels: where they are, and the records of their indexes, read only where they are wanted. */
@NullMarked
package org.repo2oci.conda.channel;

import org.jspecify.annotations.NullMarked;
