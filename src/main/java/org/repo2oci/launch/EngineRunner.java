package org.repo2oci.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.repo2oci.engine.ContainerRequest;
import org.repo2oci.engine.Engine;
import org.repo2oci.engine.RunningContainer;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;

/** Runs images as containers of a Docker Engine, which has them already under their names. */
public final class EngineRunner implements ImageRunner {
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
  public Listening listening(PublishedPort wanted) {
    return new Listening(LocalPort.ANY, wanted.container());
  }

  @Override
  public RunningImage start(ImageRun run) throws IOException, InterruptedException {
    Engine engine = Engine.connect(environment, home);
    boolean started = false;
    try {
      RunningContainer container = engine.start(request(run), run.output());
      EngineRun running = new EngineRun(engine, container, run.keep(), events);
      started = true;
      return run.publishing().isNone() ? running : told(running, container);
    } finally {
      if (!started) {
        engine.close();
      }
    }
  }

  /** Whoever is interrupted here has no container yet that could be closed. */
  private RunningImage told(EngineRun running, RunningContainer container)
      throws IOException, InterruptedException {
    boolean told = false;
    try {
      tell(container);
      told = true;
      return running;
    } finally {
      if (!told) {
        running.close();
      }
    }
  }

  /** Where each is reached: numbers may be the engine's choice, and programs say only their own. */
  private void tell(RunningContainer container) throws InterruptedException {
    container.ports().stream()
        .filter(port -> !port.address().contains(":"))
        .map(port ->
            "Port %d%s of the image is reached at %s:%d"
                .formatted(port.container(), port.udp() ? "/udp" : "", port.address(), port.host()))
        .distinct()
        .sorted()
        .forEach(line -> events.accept(new BuildEvent.Noted(Stage.LAUNCH, line)));
  }

  private static ContainerRequest request(ImageRun run) {
    List<ContainerRequest.Port> ports =
        Stream.concat(run.server().stream(), run.publishing().ports().stream())
            .map(port ->
                new ContainerRequest.Port(
                    port.address().orElse(LocalPort.ANY),
                    port.host(),
                    port.container(),
                    port.isUdp()))
            .toList();
    List<ContainerRequest.Mount> mounts =
        run.folders().entrySet().stream()
            .<ContainerRequest.Mount>map(folder ->
                new ContainerRequest.Mount.Folder(folder.getKey(), folder.getValue(), false))
            .toList();
    return ContainerRequest.of(run.image().name())
        .withCommand(run.command())
        .withEnvironment(run.variables())
        .withPorts(ports)
        .withPublishAll(run.publishing().all())
        .withMounts(mounts)
        .withKeep(run.keep());
  }
}
