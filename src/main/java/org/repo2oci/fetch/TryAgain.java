package org.repo2oci.fetch;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A status that may pass; carries what the server asked to wait. */
public final class TryAgain extends IOException {
  private final int status;
  private final transient Optional<Duration> after;

  public TryAgain(int status, String message, Optional<Duration> after) {
    super(message);
    this.status = status;
    this.after = after;
  }

  public int status() {
    return status;
  }

  Optional<Duration> after() {
    return after;
  }
}
