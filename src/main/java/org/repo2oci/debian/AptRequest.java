package org.repo2oci.debian;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A package that a user's list names.
 *
 * @param version what its version must be; {@code *} stands for anything
 * @param line where it stands, from 1
 */
public record AptRequest(String name, Optional<String> version, int line) {
  /** Debian Policy, 5.6.1; what apt reads as options, patterns and removals is none. */
  static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9+.-]*[a-z0-9+.]");

  /** Debian Policy, 5.6.12, with a star for anything. */
  static final Pattern VERSION = Pattern.compile("[0-9*][A-Za-z0-9.+:~*-]*");

  public AptRequest {
    if (!NAME.matcher(name).matches()
        || !version.map(text -> VERSION.matcher(text).matches()).orElse(true)) {
      throw new IllegalArgumentException("`%s` is no package of a list".formatted(name));
    }
  }

  /** Whether this is a version of the package that will do. */
  boolean allows(DebianVersion candidate) {
    return version.isEmpty()
        || Pattern.matches(
            "\\Q" + version.get().replace("*", "\\E.*\\Q") + "\\E", candidate.text());
  }

  /** As in the list. */
  @Override
  public String toString() {
    return name + version.map(text -> "=" + text).orElse("");
  }
}
