package org.repo2oci.conda.spec;

import java.util.Optional;

/** A version or spec that cannot be read. Whoever knows the file and line makes a failure of it. */
public final class SpecException extends IllegalArgumentException {
  private final Optional<String> hint;

  SpecException(String message) {
    this(message, Optional.empty());
  }

  SpecException(String message, String hint) {
    this(message, Optional.of(hint));
  }

  private SpecException(String message, Optional<String> hint) {
    super(message);
    this.hint = hint;
  }

  /** Such as {@code `1..2` is no version: empty component}. */
  public String message() {
    return String.valueOf(getMessage());
  }

  public Optional<String> hint() {
    return hint;
  }
}
