package org.repo2oci.cli.application;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A finished image on this machine. */
public interface ReadyImage {
  /** What it holds. */
  InspectReport report();

  /**
   * Runs a command in it, which leaves nothing behind; what it writes becomes events.
   *
   * @param folders of this machine to absolute paths in the image
   * @param variables over those of the image
   * @return the command's exit code
   */
  int run(
      LaunchArguments.Runner runner,
      List<String> command,
      Map<Path, String> folders,
      Map<String, String> variables);
}
