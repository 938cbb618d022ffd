/** R: which one, and packages of CRAN-like repositories, from wish to files. */
@NullMarked
package org.repo2oci.cran;

import org.jspecify.annotations.NullMarked;
