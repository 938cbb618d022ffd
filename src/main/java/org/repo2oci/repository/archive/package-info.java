/** Archives of research data: what a DOI or an address of theirs names becomes a folder. */
@NullMarked
package org.repo2oci.repository.archive;

import org.jspecify.annotations.NullMarked;
