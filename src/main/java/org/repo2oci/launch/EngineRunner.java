package org.repo2oci.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.engine.ContainerRequest;
import org.repo2oci.engine.Engine;
import org.repo2oci.event.EventSink;

/** Runs images as containers of a Docker Engine, which has them already under their names. */
public final class EngineRunner implements ImageRunner {
  /** A container's network is its own; what is published of it is bound to the loopback. */
  private static final String ANY = "0.0.0.0";

  private final Map<String, String> environment;
  private final Optional<Path> home;
  private final EventSink events;

  /**
   * @param environment the user's variables, which say where the engine is
   */
  public EngineRunner(Map<String, String> environment, Optional<Path> home, EventSink events) {
    this.environment = Map.copyOf(environment);
    this.home = home;
    this.events = events;
  }

  @Override
  public String listenAddress() {
    return ANY;
  }

  @Override
  public RunningImage start(ImageRun run) throws IOException, InterruptedException {
    Engine engine = Engine.connect(environment, home);
    boolean started = false;
    try {
      RunningImage container =
          new EngineRun(engine, engine.start(request(run), run.output()), run.keep(), events);
      started = true;
      return container;
    } finally {
      if (!started) {
        engine.close();
      }
    }
  }

  private static ContainerRequest request(ImageRun run) {
    List<ContainerRequest.Port> ports =
        run.port().isPresent()
            ? List.of(new ContainerRequest.Port(run.port().getAsInt(), run.port().getAsInt()))
            : List.of();
    List<ContainerRequest.Mount> mounts =
        run.folders().entrySet().stream()
            .<ContainerRequest.Mount>map(folder ->
                new ContainerRequest.Mount.Folder(folder.getKey(), folder.getValue(), false))
            .toList();
    return ContainerRequest.of(run.image().name())
        .withCommand(run.command())
        .withEnvironment(run.variables())
        .withPorts(ports)
        .withMounts(mounts)
        .withKeep(run.keep());
  }
}
