package org.repo2oci.cli.application;

import java.util.OptionalInt;

/**
 * What {@code launch} was asked.
 *
 * @param port on this machine; empty for a free one
 * @param urlPath what the first link opens, such as {@code lab/tree/index.ipynb}
 * @param keep the container or root folder stays after the server ended
 */
public record LaunchArguments(
    BuildArguments build, Runner runner, OptionalInt port, String urlPath, boolean keep) {
  /** What runs the image. */
  public enum Runner {
    SANDBOX,
    DOCKER
  }
}
