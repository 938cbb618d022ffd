/**
 * What a user can act on when something fails (message, place, cause, hints), and what tells of it.
 */
@NullMarked
package org.repo2oci.failure;

import org.jspecify.annotations.NullMarked;
