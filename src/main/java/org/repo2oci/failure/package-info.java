/** What a user can act on when something fails: the message, the place, the cause and hints. */
@NullMarked
package org.repo2oci.failure;

import org.jspecify.annotations.NullMarked;
