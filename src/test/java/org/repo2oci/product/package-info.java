/** The whole program as a user runs it, with real registries, engines and browsers. */
@NullMarked
package org.repo2oci.product;

import org.jspecify.annotations.NullMarked;
