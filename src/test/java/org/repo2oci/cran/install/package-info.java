/** Tests of what becomes of archives of R packages. */
@NullMarked
package org.repo2oci.cran.install;

import org.jspecify.annotations.NullMarked;
