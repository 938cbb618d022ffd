package org.repo2oci.cli.application;

import java.util.Map;
import java.util.OptionalInt;

/**
 * What {@code launch} was asked.
 *
 * @param port on this machine; empty for a free one
 * @param urlPath what the first link opens, such as {@code lab/tree/index.ipynb}
 * @param variables for the server, over those of the image
 * @param keep the container or root folder stays after the server ended
 */
public record LaunchArguments(
    BuildArguments build,
    Runner runner,
    OptionalInt port,
    String urlPath,
    boolean keep,
    Map<String, String> variables) {
  public LaunchArguments {
    variables = Map.copyOf(variables);
  }

  /** What runs the image. */
  public enum Runner {
    SANDBOX,
    DOCKER
  }
}
