/** What the files of a repository ask of R: scripts, descriptions, locks. */
@NullMarked
package org.repo2oci.cran.spec;

import org.jspecify.annotations.NullMarked;
