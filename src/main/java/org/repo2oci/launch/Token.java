package org.repo2oci.launch;

import java.security.SecureRandom;
import java.util.HexFormat;

/** The secret that a server asks for. */
record Token(String text) {
  /** As long as the one that Jupyter makes itself. */
  private static final int BYTES = 24;

  static Token random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new Token(HexFormat.of().formatHex(bytes));
  }

  @Override
  public String toString() {
    return "***";
  }
}
