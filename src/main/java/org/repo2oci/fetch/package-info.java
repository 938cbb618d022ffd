/**
 * Downloads over HTTP: bounded, retried, resumed and checked by digest, with the machine's proxies,
 * certificates and netrc.
 */
@NullMarked
package org.repo2oci.fetch;

import org.jspecify.annotations.NullMarked;
