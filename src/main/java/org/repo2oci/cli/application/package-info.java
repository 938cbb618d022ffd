/** What the commands ask of the product: arguments in, reports out; the seam below the commands. */
@NullMarked
package org.repo2oci.cli.application;

import org.jspecify.annotations.NullMarked;
