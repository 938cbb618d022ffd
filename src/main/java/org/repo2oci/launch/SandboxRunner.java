package org.repo2oci.launch;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.repo2oci.build.RootFilesystem;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.sandbox.Sandbox;
import org.repo2oci.sandbox.Step;
import org.repo2oci.sandbox.StepStarter;
import org.repo2oci.store.Store;

/** Runs images in our own sandbox, in the machine's network. */
public final class SandboxRunner implements ImageRunner {
  private static final String SYSTEM_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /** Longer than any grace: whoever launched ends it first, and cleans up. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Store store;
  private final Sandbox sandbox;
  private final StepStarter starter;
  private final int threads;
  private final EventSink events;

  /**
   * @param starter the sandbox itself
   * @param threads that unpack layers, at least 1
   */
  public SandboxRunner(
      Store store, Sandbox sandbox, StepStarter starter, int threads, EventSink events) {
    this.store = store;
    this.sandbox = sandbox;
    this.starter = starter;
    this.threads = threads;
    this.events = events;
  }

  @Override
  public Listening listening(PublishedPort wanted) {
    return new Listening(wanted.address().orElse(LocalPort.ANY), wanted.host());
  }

  /**
   * Fails for a port that cannot be published without a network of the image's own: under another
   * number, or on one address of several. Any other is reached as it is.
   */
  public static void check(Publishing publishing) {
    for (PublishedPort port : publishing.ports()) {
      if (port.host() != port.container()) {
        throw BuildFailure.input(
                "Cannot publish `%s`: our sandbox is in this machine's network, where a port keeps its number"
                    .formatted(port))
            .withHint(
                "Let the program listen on the number that you want and publish that, or let a"
                    + " Docker Engine run it: `--engine docker`");
      }
      if (port.address().isPresent()) {
        throw BuildFailure.input(
                "Cannot publish `%s`: our sandbox is in this machine's network, where the program alone says on which address it listens"
                    .formatted(port))
            .withHint(
                "Let the program listen on that address, and publish the number without it; or let"
                    + " a Docker Engine run it: `--engine docker`");
      }
    }
  }

  @Override
  public RunningImage start(ImageRun run) throws IOException, InterruptedException {
    check(run.publishing());
    try {
      starter.prepare();
    } catch (BuildFailure e) {
      throw e.withHint("Or let a Docker Engine run it: `--engine docker`");
    }
    List<RootLayer> layers =
        new RootFilesystem(store, sandbox, threads, events, Stage.LAUNCH)
            .of(run.image().layers(), run.image().config().diffIds());
    Step step = step(run, layers);
    if (run.publishing().all()) {
      events.accept(
          new BuildEvent.Noted(
              Stage.LAUNCH,
              "The image's ports are this machine's: each is reached under its own number"));
    }
    return new SandboxRun(starter.start(step, PATIENCE), sandbox, run.keep(), events);
  }

  private static Step step(ImageRun run, List<RootLayer> layers) {
    ImageUser user = ImageUser.of(run.image().config().user().orElse(""), layers);
    List<String> command = new ArrayList<>(run.image().config().entrypoint());
    command.addAll(run.command());
    if (command.isEmpty()) {
      throw BuildFailure.input(
              "Cannot launch `%s`: the image has no command".formatted(run.image().name()))
          .withHint("Use an image with a command or an entrypoint");
    }
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("PATH", SYSTEM_PATH);
    variables.put("HOME", user.home().orElse("/"));
    variables.putAll(run.image().config().environment());
    variables.putAll(run.variables());
    Step step =
        Step.of(run.image().name(), layers, command, variables)
            .withNetwork()
            .withUser(user.uid(), user.gid(), run.image().config().workingDirectory().orElse("/"))
            .withBinds(Map.of(), run.folders())
            .withOutput(run.output());
    return run.keep() ? step : step.withoutChanges();
  }
}
