/** The lines that a hub needs to offer images. */
@NullMarked
package org.repo2oci.cli.hub;

import org.jspecify.annotations.NullMarked;
