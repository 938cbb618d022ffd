/**
 * The content-addressed local store: archives, blobs, records and directories; safe under kill -9
 * and many processes.
 */
@NullMarked
package org.repo2oci.store;

import org.jspecify.annotations.NullMarked;
