/** What conda's files ask for: versions, version specs and match specs (CEP 29 and 33). */
@NullMarked
package org.repo2oci.conda.spec;

import org.jspecify.annotations.NullMarked;
