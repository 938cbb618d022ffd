/** What repositories of R packages have. */
@NullMarked
package org.repo2oci.cran.index;

import org.jspecify.annotations.NullMarked;
