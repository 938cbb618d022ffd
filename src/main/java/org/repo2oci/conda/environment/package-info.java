/** Environment files of conda and lock files of its tools: what a user asks for, line by line. */
@NullMarked
package org.repo2oci.conda.environment;

import org.jspecify.annotations.NullMarked;
