package org.repo2oci.launch;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is to be started, and how it is to be reached.
 *
 * @param command the user's own, run by the image's entrypoint; empty for the image's
 * @param port on this machine's loopback interface; empty for a free one
 * @param publishing ports of the image beside that; the only one of TCP is its server's own. A
 *     user's command with any is run as it is
 * @param firstPage what the first link opens, such as {@code lab/tree/index.ipynb}, and what has to
 *     answer; empty for the image's own default, or else the first interface that the server has
 * @param folders of this machine to absolute paths in the image, writable; in a sandbox of an
 *     ordinary user they keep that user's ids, so that the image's user may write there only what
 *     everyone may
 * @param keep what the server wrote stays on this machine after it ended
 * @param variables over those of the image
 */
public record LaunchRequest(
    LaunchImage image,
    List<String> command,
    OptionalInt port,
    Publishing publishing,
    Optional<String> firstPage,
    Map<Path, String> folders,
    boolean keep,
    Map<String, String> variables) {
  private static final int LAST_PORT = 65_535;

  public LaunchRequest {
    command = List.copyOf(command);
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    folders = Collections.unmodifiableMap(new LinkedHashMap<>(folders));
    if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > LAST_PORT)) {
      throw new IllegalArgumentException("%d is no port".formatted(port.getAsInt()));
    }
  }

  /** The image's own command on a free port, that leaves nothing. */
  public static LaunchRequest of(LaunchImage image) {
    return new LaunchRequest(
        image,
        List.of(),
        OptionalInt.empty(),
        Publishing.none(),
        Optional.empty(),
        Map.of(),
        false,
        Map.of());
  }

  public LaunchRequest withCommand(List<String> newCommand) {
    return new LaunchRequest(
        image, newCommand, port, publishing, firstPage, folders, keep, variables);
  }

  public LaunchRequest withPort(OptionalInt newPort) {
    return new LaunchRequest(
        image, command, newPort, publishing, firstPage, folders, keep, variables);
  }

  public LaunchRequest withPublishing(Publishing published) {
    return new LaunchRequest(image, command, port, published, firstPage, folders, keep, variables);
  }

  public LaunchRequest withFirstPage(String page) {
    return new LaunchRequest(
        image, command, port, publishing, Optional.of(page), folders, keep, variables);
  }

  public LaunchRequest withFolders(Map<Path, String> newFolders) {
    return new LaunchRequest(
        image, command, port, publishing, firstPage, newFolders, keep, variables);
  }

  public LaunchRequest withVariables(Map<String, String> newVariables) {
    return new LaunchRequest(
        image, command, port, publishing, firstPage, folders, keep, newVariables);
  }

  public LaunchRequest withKeep(boolean kept) {
    return new LaunchRequest(image, command, port, publishing, firstPage, folders, kept, variables);
  }
}
