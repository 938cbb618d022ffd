/** Requirements files: what a user asks for, with file and line. */
@NullMarked
package org.repo2oci.pypi.spec;

import org.jspecify.annotations.NullMarked;
