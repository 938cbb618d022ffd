/** An image of a registry as something to build upon: its files, and what they say of it. */
@NullMarked
package org.repo2oci.baseimage;

import org.jspecify.annotations.NullMarked;
