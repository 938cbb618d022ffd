/** Debian packages: signed indexes, closures, and archives unpacked without dpkg. */
@NullMarked
package org.repo2oci.debian;

import org.jspecify.annotations.NullMarked;
