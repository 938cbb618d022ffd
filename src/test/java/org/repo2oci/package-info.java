/** Tests that hold the house together: architecture and format. */
@NullMarked
package org.repo2oci;

import org.jspecify.annotations.NullMarked;
