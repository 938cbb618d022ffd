package org.repo2oci.fetch;

import java.io.IOException;

/** An answer that asking again will not better. */
final class Unusable extends IOException {
  private final int status;
  private final String hint;

  /**
   * What came back.
   *
   * @param reason a few words, such as {@code 404 Not Found}
   * @param hint what the user can do
   */
  Unusable(String reason, String hint) {
    this(0, reason, hint);
  }

  /** An answer that its status makes unusable. */
  Unusable(int status, String reason, String hint) {
    super(reason);
    this.status = status;
    this.hint = hint;
  }

  /** The status that came, or 0 where it was something else. */
  int status() {
    return status;
  }

  String hint() {
    return hint;
  }
}
