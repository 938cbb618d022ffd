/** Package indexes: where the machine says they are, and what they answer. */
@NullMarked
package org.repo2oci.pypi.index;

import org.jspecify.annotations.NullMarked;
