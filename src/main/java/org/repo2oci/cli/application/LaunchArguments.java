package org.repo2oci.cli.application;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.repo2oci.launch.Publishing;

/**
 * What {@code launch} was asked.
 *
 * @param port on this machine; empty for a free one
 * @param publishing ports of the image, as the launch has them
 * @param urlPath what the first link opens and what has to answer, such as {@code
 *     lab/tree/index.ipynb}; empty where nobody named a page
 * @param folders of this machine to paths in the image, relative ones to its working directory
 * @param command to run instead of the image's own; empty for that
 * @param variables for the server, over those of the image
 * @param keep the container or root folder stays after the server ended
 */
public record LaunchArguments(
    BuildArguments build,
    Runner runner,
    OptionalInt port,
    Publishing publishing,
    Optional<String> urlPath,
    boolean keep,
    Map<Path, String> folders,
    List<String> command,
    Map<String, String> variables) {
  public LaunchArguments {
    folders = Collections.unmodifiableMap(new LinkedHashMap<>(folders));
    command = List.copyOf(command);
    variables = Map.copyOf(variables);
  }

  /** What runs the image. */
  public enum Runner {
    SANDBOX,
    DOCKER
  }
}
