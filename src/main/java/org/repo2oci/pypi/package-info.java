/** Python packages: requirements, uv as the resolver, and wheels installed without pip. */
@NullMarked
package org.repo2oci.pypi;

import org.jspecify.annotations.NullMarked;
