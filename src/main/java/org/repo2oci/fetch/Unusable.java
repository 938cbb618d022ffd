package org.repo2oci.fetch;

import java.io.IOException;

/** An answer that asking again will not better. */
final class Unusable extends IOException {
  private final String hint;

  /**
   * What came back.
   *
   * @param reason a few words, such as {@code 404 Not Found}
   * @param hint what the user can do
   */
  Unusable(String reason, String hint) {
    super(reason);
    this.hint = hint;
  }

  String hint() {
    return hint;
  }
}
