package org.repo2oci.conda.environment;

import org.repo2oci.pypi.spec.SourceLine;

/**
 * Something that a line of the user's file says: a match spec, a channel, a requirement of pip.
 *
 * @param text as written, without blanks around it
 * @param file relative to the repository
 * @param line from 1
 */
public record SpecLine(String text, String file, int line) {
  public SpecLine {
    if (line < 1) {
      throw new IllegalArgumentException("lines count from 1, not " + line);
    }
  }

  /** Where it stands. */
  public SourceLine origin() {
    return new SourceLine(file, line);
  }

  @Override
  public String toString() {
    return "%s asks for `%s`".formatted(origin(), text);
  }
}
