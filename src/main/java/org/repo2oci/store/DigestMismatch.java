package org.repo2oci.store;

import java.io.IOException;
import org.repo2oci.image.Digest;

/** Bytes that are not what their digest promised. */
public final class DigestMismatch extends IOException {
  private final Digest expected;
  private final Digest actual;

  public DigestMismatch(Digest expected, Digest actual) {
    super("expected %s, got %s".formatted(expected, actual));
    this.expected = expected;
    this.actual = actual;
  }

  public Digest expected() {
    return expected;
  }

  public Digest actual() {
    return actual;
  }
}
