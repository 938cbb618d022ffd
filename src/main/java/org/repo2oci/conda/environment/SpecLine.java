package org.repo2oci.conda.environment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.pypi.spec.RequirementLine;
import org.repo2oci.pypi.spec.Requirements;
import org.repo2oci.pypi.spec.RequirementsReader;
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

  /**
   * Lines for pip as requirements; paths and {@code -r} are relative to the file's own folder.
   *
   * @param path of the file that has them, for messages
   */
  static Requirements requirements(
      List<SpecLine> pip, String path, Path repository, Fetcher fetcher)
      throws IOException, InterruptedException {
    if (pip.isEmpty()) {
      return Requirements.none();
    }
    return RequirementsReader.readLines(
        repository,
        path,
        pip.stream().map(line -> new RequirementLine(line.origin(), line.text())).toList(),
        fetcher);
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
