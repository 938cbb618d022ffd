/** Pushes to and pulls from OCI registries. */
@NullMarked
package org.repo2oci.registry;

import org.jspecify.annotations.NullMarked;
