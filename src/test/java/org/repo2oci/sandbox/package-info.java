/** Tests of the sandbox. */
@NullMarked
package org.repo2oci.sandbox;

import org.jspecify.annotations.NullMarked;
