package org.repo2oci.launch;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;

/** Starts an image, waits until its page answers, says where, and ends it when asked. */
public final class Launcher {
  private static final int BAD_REQUEST = 400;

  /** How an image says which page a hub opens, and so which one it is made for. */
  private static final String DEFAULT_PAGE = "JUPYTERHUB_DEFAULT_URL";

  private final ImageRunner runner;
  private final LaunchTimes times;
  private final EventSink events;

  public Launcher(ImageRunner runner, LaunchTimes times, EventSink events) {
    this.runner = runner;
    this.times = times;
    this.events = events;
  }

  /**
   * Runs the image until its command ends, or until the calling thread is interrupted, which ends
   * the command.
   *
   * <p>A command of Jupyter's gets address, port and token from us. Any other is run as it is;
   * where a port was named, its server is waited for as well. A command of the user's own with
   * published ports is run as it is too, and nothing is waited for.
   *
   * @param ready called once, with the first page first: when that page answers; at once and with
   *     no page for a command of which no port is known
   * @throws org.repo2oci.failure.BuildFailure where the image cannot be started, its server ends or
   *     is silent before the first answer, or its first page does not answer
   * @throws InterruptedException where the interruption came before anything ran
   */
  public LaunchEnd launch(LaunchRequest request, Consumer<List<Page>> ready)
      throws IOException, InterruptedException {
    ServerCommand command =
        new ServerCommand(
            request.command().isEmpty() ? request.image().config().command() : request.command());
    boolean alone = !request.command().isEmpty() && !request.publishing().isNone();
    boolean jupyter = command.isJupyter() && !alone;
    boolean published = jupyter && request.port().isEmpty() && request.publishing().isOfServer();
    Optional<PublishedPort> server =
        published
            ? Optional.of(LocalPort.choose(request.publishing().ports().getFirst()))
            : onLoopback(request.port(), jupyter);
    Token token = Token.random();
    ServerLog log = new ServerLog(events);
    ImageRun run =
        new ImageRun(
            request.image(),
            jupyter
                ? command.listeningOn(
                    runner.listening(server.orElseThrow()), ServerAddress.of(server.orElseThrow()))
                : command.words(),
            variables(request, jupyter, token),
            server,
            published ? request.publishing().withoutPorts() : request.publishing(),
            request.folders(),
            request.keep(),
            log);
    events.accept(new BuildEvent.Started(Stage.LAUNCH));
    try (RunningImage running = runner.start(run)) {
      try {
        List<Page> pages =
            server.isPresent() ? answered(run, jupyter, token, request, running, log) : List.of();
        ready.accept(pages);
        return new LaunchEnd(running.await(), false);
      } catch (InterruptedException e) {
        running.stop(times.grace());
        return new LaunchEnd(running.await(), true);
      }
    }
  }

  private static Optional<PublishedPort> onLoopback(OptionalInt wanted, boolean needed)
      throws IOException {
    if (wanted.isEmpty() && !needed) {
      return Optional.empty();
    }
    int port = wanted.isPresent() ? wanted.getAsInt() : LocalPort.free();
    return Optional.of(LocalPort.choose(PublishedPort.onLoopback(port)));
  }

  private List<Page> answered(
      ImageRun run,
      boolean jupyter,
      Token token,
      LaunchRequest request,
      RunningImage running,
      ServerLog log)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    ServerAddress server = ServerAddress.of(run.server().orElseThrow());
    try (ServerProbe probe = new ServerProbe(server, token)) {
      return switch (probe.awaitAnswer(jupyter ? "api" : "", running, times.ready())) {
        case ANSWERED -> {
          List<Page> pages =
              jupyter ? pages(run, token, request, probe, running, log) : Pages.ofOther(server);
          events.accept(
              new BuildEvent.Finished(
                  Stage.LAUNCH, "Started the server", Duration.ofNanos(System.nanoTime() - begin)));
          yield pages;
        }
        case ENDED -> throw LaunchFailures.ended(run, running.await(), log.last());
        case SILENT -> {
          running.stop(times.grace());
          throw LaunchFailures.silent(run, times.ready(), log.last());
        }
      };
    }
  }

  /** The first page has to work; nobody asked for the others. */
  private List<Page> pages(
      ImageRun run,
      Token token,
      LaunchRequest request,
      ServerProbe probe,
      RunningImage running,
      ServerLog log)
      throws IOException, InterruptedException {
    Optional<String> wanted =
        request
            .firstPage()
            .or(() -> Optional.ofNullable(run.image().config().environment().get(DEFAULT_PAGE)));
    Map<String, String> names = Pages.ofJupyter(wanted, probe);
    String first = names.keySet().iterator().next();
    OptionalInt status = probe.opened(PageAddress.parse(first).path(), times.ready());
    if (!running.isRunning()) {
      throw LaunchFailures.ended(run, running.await(), log.last());
    }
    if (status.isEmpty() || status.getAsInt() >= BAD_REQUEST) {
      running.stop(times.grace());
      throw LaunchFailures.page(run, first, status, log.last());
    }
    return Pages.links(names, ServerAddress.of(run.server().orElseThrow()), token);
  }

  private static Map<String, String> variables(
      LaunchRequest request, boolean jupyter, Token token) {
    Map<String, String> variables = new LinkedHashMap<>(request.variables());
    if (jupyter) {
      variables.put("JUPYTER_TOKEN", token.text());
    }
    return variables;
  }
}
