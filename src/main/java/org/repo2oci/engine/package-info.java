/** Loads images into a Docker Engine and runs them; the only room that knows docker-java. */
@NullMarked
package org.repo2oci.engine;

import org.jspecify.annotations.NullMarked;
