package org.repo2oci.conda.environment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.pypi.spec.Requirements;

/**
 * What an {@code environment.yml} asks for (CEP 24), as conda, mamba and repo2docker read it.
 *
 * @param path relative to the repository
 * @param channels as written, the first one first; without {@code nodefaults}
 * @param withoutDefaults whether {@code nodefaults} is among them
 * @param specs match specs, as written
 * @param pip lines of the {@code pip} section
 * @param variables for the environment's activation
 * @param notes what of the file has no effect and why, for people
 */
public record EnvironmentFile(
    String path,
    List<SpecLine> channels,
    boolean withoutDefaults,
    List<SpecLine> specs,
    List<SpecLine> pip,
    SortedMap<String, String> variables,
    List<String> notes) {
  public EnvironmentFile {
    channels = List.copyOf(channels);
    specs = List.copyOf(specs);
    pip = List.copyOf(pip);
    variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
    notes = List.copyOf(notes);
  }

  /**
   * Reads one.
   *
   * @param path for messages, and the folder that the {@code pip} section's paths are relative to
   * @throws BuildFailure with the line, for all lines that are wrong at once
   */
  public static EnvironmentFile parse(byte[] content, String path) {
    return new EnvironmentReader(content, path).read();
  }

  /** Which Python is asked for. */
  public PythonChoice python() {
    return PythonChoice.of(specs);
  }

  /**
   * The {@code pip} section as requirements, each with its line here. As for conda and mamba, paths
   * and {@code -r} are relative to this file's own folder.
   *
   * @throws BuildFailure with the line of this file, or of one that it includes
   */
  public Requirements requirements(Path repository, Fetcher fetcher)
      throws IOException, InterruptedException {
    return SpecLine.requirements(pip, path, repository, fetcher);
  }
}
