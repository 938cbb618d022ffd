package org.repo2oci.fetch;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.repo2oci.store.StoredBlob;

/**
 * Gets things over HTTP and from {@code file:} URLs, as the machine is set up: proxies, CA bundle,
 * netrc. Requests are retried with jitter, {@code Retry-After} is honoured, connections shared.
 */
public interface Fetcher {
  /**
   * A small document, such as an index, kept with its validators and asked for again with them.
   *
   * @throws org.repo2oci.failure.BuildFailure with method, redacted URL and what came back
   */
  byte[] get(URI uri, Map<String, String> headers) throws IOException, InterruptedException;

  /**
   * A file into the store, where it is not there yet: resumed by range where it broke, its size and
   * digest checked before anything can use it.
   *
   * @throws org.repo2oci.failure.BuildFailure with the name of what was wanted
   */
  StoredBlob download(Download wanted) throws IOException, InterruptedException;
}
