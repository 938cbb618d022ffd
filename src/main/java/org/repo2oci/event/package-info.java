/** What a build tells the outside world, and the sink that hears it. */
@NullMarked
package org.repo2oci.event;

import org.jspecify.annotations.NullMarked;
