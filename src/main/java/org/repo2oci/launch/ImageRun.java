package org.repo2oci.launch;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One start of an image, as a runner gets it.
 *
 * @param command what the entrypoint is given; it already names address and port
 * @param variables beside those of the image's configuration, over which they win
 * @param server at which its server listens and is to be reached; empty for a command that may
 *     serve nothing
 * @param publishing ports beside that one
 * @param folders of this machine to absolute paths in the image, writable
 * @param keep what the server wrote, or the container, stays after the end
 * @param output hears each line of standard output and standard error, from one thread
 */
public record ImageRun(
    LaunchImage image,
    List<String> command,
    Map<String, String> variables,
    Optional<PublishedPort> server,
    Publishing publishing,
    Map<Path, String> folders,
    boolean keep,
    Consumer<String> output) {
  public ImageRun {
    command = List.copyOf(command);
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    folders = Collections.unmodifiableMap(new LinkedHashMap<>(folders));
  }
}
