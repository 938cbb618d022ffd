@NullMarked
package org.repo2oci.failure;

import org.jspecify.annotations.NullMarked;
