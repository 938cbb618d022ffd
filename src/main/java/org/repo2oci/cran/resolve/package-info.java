/** Which R packages are installed, in which version. */
@NullMarked
package org.repo2oci.cran.resolve;

import org.jspecify.annotations.NullMarked;
