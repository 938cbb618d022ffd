/**
 * Conda: what an environment file asks for, the records of channels, the solver that chooses among
 * them, and the linker that turns an archive into files.
 */
@NullMarked
package org.repo2oci.conda;

import org.jspecify.annotations.NullMarked;
