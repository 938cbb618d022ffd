/** Events, failures and reports as text: for a terminal, for a log, and as JSON. */
@NullMarked
package org.repo2oci.cli.render;

import org.jspecify.annotations.NullMarked;
