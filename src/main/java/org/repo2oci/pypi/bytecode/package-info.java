/** Bytecode of installed wheels, compiled by persistent interpreters and kept in the store. */
@NullMarked
package org.repo2oci.pypi.bytecode;

import org.jspecify.annotations.NullMarked;
