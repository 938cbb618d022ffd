/** Archives of R packages as trees of files, built where they hold sources. */
@NullMarked
package org.repo2oci.cran.install;

import org.jspecify.annotations.NullMarked;
