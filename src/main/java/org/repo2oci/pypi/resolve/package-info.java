/** Requirements become locked packages: uv runs in the sandbox, and what has no wheel is built. */
@NullMarked
package org.repo2oci.pypi.resolve;

import org.jspecify.annotations.NullMarked;
