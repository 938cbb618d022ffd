package org.repo2oci.pypi.spec;

/**
 * Where something was written.
 *
 * @param file relative to the repository with {@code /} between names, or a URL
 * @param line from 1
 */
public record SourceLine(String file, int line) {
  public SourceLine {
    if (line < 1) {
      throw new IllegalArgumentException("lines count from 1, not " + line);
    }
  }

  /** As it stands in messages. */
  @Override
  public String toString() {
    return "`%s` at line %d".formatted(file, line);
  }
}
