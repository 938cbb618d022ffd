package org.repo2oci.engine;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A container to start.
 *
 * @param image name or id; the engine has it already
 * @param command beside the image's entrypoint; empty for the image's own
 * @param environment over the image's own variables, in their order
 * @param ports published
 * @param publishAll also those that the image names, each under a free number, on all addresses
 * @param user as {@code docker run --user} takes it; empty for the image's own
 * @param keep the container stays when it has ended
 */
public record ContainerRequest(
    String image,
    List<String> command,
    Map<String, String> environment,
    List<Port> ports,
    boolean publishAll,
    List<Mount> mounts,
    Optional<String> user,
    boolean keep) {
  private static final int LAST_PORT = 65_535;

  public ContainerRequest {
    command = List.copyOf(command);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    ports = List.copyOf(ports);
    mounts = List.copyOf(mounts);
  }

  /** The image's own command, with nothing published, that leaves nothing. */
  public static ContainerRequest of(String image) {
    return new ContainerRequest(
        image, List.of(), Map.of(), List.of(), false, List.of(), Optional.empty(), false);
  }

  public ContainerRequest withCommand(List<String> words) {
    return new ContainerRequest(image, words, environment, ports, publishAll, mounts, user, keep);
  }

  public ContainerRequest withEnvironment(Map<String, String> variables) {
    return new ContainerRequest(image, command, variables, ports, publishAll, mounts, user, keep);
  }

  public ContainerRequest withPorts(List<Port> published) {
    return new ContainerRequest(
        image, command, environment, published, publishAll, mounts, user, keep);
  }

  public ContainerRequest withPublishAll(boolean all) {
    return new ContainerRequest(image, command, environment, ports, all, mounts, user, keep);
  }

  public ContainerRequest withMounts(List<Mount> more) {
    return new ContainerRequest(image, command, environment, ports, publishAll, more, user, keep);
  }

  public ContainerRequest withUser(String name) {
    return new ContainerRequest(
        image, command, environment, ports, publishAll, mounts, Optional.of(name), keep);
  }

  public ContainerRequest withKeep(boolean kept) {
    return new ContainerRequest(image, command, environment, ports, publishAll, mounts, user, kept);
  }

  /**
   * A port of the container.
   *
   * @param address of the engine's machine, {@code 0.0.0.0} for all
   * @param host on that machine; 0 for a free one
   * @param udp whether it is one of UDP, and not of TCP
   */
  public record Port(String address, int host, int container, boolean udp) {
    /** Of TCP, reached from the engine's machine alone. */
    public static Port onLoopback(int host, int container) {
      return new Port("127.0.0.1", host, container, false);
    }

    public Port {
      if (host < 0 || host > LAST_PORT || container < 1 || container > LAST_PORT) {
        throw new IllegalArgumentException("%d:%d is no port".formatted(host, container));
      }
    }
  }

  /** Something that lies over a folder of the image. */
  public sealed interface Mount {
    /** Absolute, in the container. */
    String target();

    /** A folder of the engine's machine. */
    record Folder(Path source, String target, boolean readOnly) implements Mount {}

    /** A volume of the engine, made where it is missing; it stays when the container goes. */
    record Volume(String name, String target) implements Mount {}
  }
}
