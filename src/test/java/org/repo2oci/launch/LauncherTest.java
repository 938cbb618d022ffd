package org.repo2oci.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;

@Timeout(60)
class LauncherTest {
  private static final LaunchTimes TIMES =
      new LaunchTimes(Duration.ofSeconds(20), Duration.ofSeconds(7));
  private static final LaunchTimes SHORT =
      new LaunchTimes(Duration.ofMillis(400), Duration.ofSeconds(7));

  private final FakeImageRunner runner = new FakeImageRunner();
  private final List<BuildEvent> events = Collections.synchronizedList(new ArrayList<>());
  private final List<List<Page>> ready = Collections.synchronizedList(new ArrayList<>());
  private final LaunchRequest jupyter = LaunchRequest.of(Images.image(Images.JUPYTER));

  private LaunchEnd launch(LaunchTimes times, LaunchRequest request) throws Exception {
    return new Launcher(runner, times, events::add)
        .launch(
            request,
            pages -> {
              ready.add(pages);
              runner.exit(5);
            });
  }

  @Test
  void givesLinksWhenTheServerAnswersAndItsExitCode() throws Exception {
    runner.behaviour = (server, run) -> server.serve(run, (path, count) -> 200);

    assertThat(launch(TIMES, jupyter)).isEqualTo(new LaunchEnd(5, false));

    ImageRun run = runner.runs.getFirst();
    int port = run.server().orElseThrow().host();
    String token = run.variables().getOrDefault("JUPYTER_TOKEN", "");
    assertThat(token).matches("[0-9a-f]{48}");
    assertThat(ready)
        .singleElement()
        .satisfies(pages ->
            assertThat(pages.stream().map(page -> page.name() + " " + page.address()))
                .containsExactly(
                    "JupyterLab http://127.0.0.1:%d/lab?token=%s".formatted(port, token),
                    "Notebook http://127.0.0.1:%d/tree?token=%s".formatted(port, token),
                    "Classic notebook http://127.0.0.1:%d/nbclassic/tree?token=%s"
                        .formatted(port, token)));
    assertThat(runner.asked.getFirst()).isEqualTo("/api");
    assertThat(Set.copyOf(runner.authorizations)).containsExactly("token " + token);
    assertThat(runner.closed).isTrue();
    assertThat(runner.grace).isNull();
  }

  @Test
  void tellsJupyterWhereToListen() throws Exception {
    runner.behaviour = (server, run) -> server.serve(run, (path, count) -> 200);

    launch(TIMES, jupyter);

    ImageRun run = runner.runs.getFirst();
    int port = run.server().orElseThrow().host();
    assertThat(run.command())
        .startsWith("jupyter-lab", "--ip=0.0.0.0", "--port=" + port)
        .contains("--no-browser", "--ServerApp.port_retries=0")
        .contains("--ServerApp.custom_display_url=http://127.0.0.1:" + port);
  }

  @Test
  void waitsForASlowServerAndThroughItsFailures() throws Exception {
    runner.behaviour =
        (server, run) -> {
          Thread.sleep(500);
          server.serve(run, (path, count) -> count < 4 ? 503 : 200);
        };

    launch(TIMES, jupyter);

    assertThat(runner.asked.subList(0, 5)).containsExactly("/api", "/api", "/api", "/api", "/lab");
    assertThat(ready).hasSize(1);
  }

  @Test
  void aPageThatTheServerHasNotIsNoLink() throws Exception {
    runner.behaviour =
        (server, run) ->
            server.serve(run, (path, count) -> path.startsWith("/nbclassic") ? 404 : 302);

    launch(TIMES, jupyter);

    assertThat(ready.getFirst()).extracting(Page::name).containsExactly("JupyterLab", "Notebook");
  }

  @Test
  void aPageThatWasAskedForAndIsNotThereIsAFailureWithTheLog() {
    runner.behaviour =
        (server, run) -> {
          run.output().accept("404 GET /rstudio");
          server.serve(run, (path, count) -> path.startsWith("/rstudio") ? 404 : 200);
        };

    assertThatThrownBy(() -> launch(TIMES, jupyter.withFirstPage("/rstudio/")))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure)
                  .hasMessage("Cannot launch `demo`: its server runs, and says 404 for `rstudio`");
              assertThat(failure.details()).containsExactly("404 GET /rstudio");
            });
    assertThat(ready).isEmpty();
    assertThat(runner.grace).isEqualTo(Duration.ofSeconds(7));
    assertThat(runner.closed).isTrue();
  }

  @Test
  void aPageOfAProgramThatStartsIsWaitedFor() throws Exception {
    AtomicInteger visits = new AtomicInteger();
    runner.behaviour =
        (server, run) ->
            server.serve(
                run,
                (path, count) ->
                    path.startsWith("/rstudio") && visits.incrementAndGet() < 3 ? 500 : 200);

    launch(TIMES, jupyter.withFirstPage("rstudio"));

    assertThat(visits).hasValue(3);
    assertThat(ready.getFirst().getFirst().address().getPath()).isEqualTo("/rstudio");
  }

  @Test
  void aPageThatStaysBrokenIsAFailure() {
    runner.behaviour =
        (server, run) -> server.serve(run, (path, count) -> path.equals("/lab") ? 500 : 200);

    assertThatThrownBy(() -> launch(TIMES, jupyter))
        .isInstanceOf(BuildFailure.class)
        .hasMessageEndingWith("says 500 for `lab`");
  }

  @Test
  void programsBehindTheServerAreLinksToo() throws Exception {
    runner.texts.put(
        "/server-proxy/servers-info",
        """
        {"server_processes": [
          {"name": "rstudio", "launcher_entry": {"title": "RStudio \\u001b[31m", "path_info": "rstudio/"}},
          {"name": "hidden", "launcher_entry": {"enabled": false, "title": "Hidden"}}]}\
        """);
    runner.behaviour = (server, run) -> server.serve(run, (path, count) -> 200);

    launch(TIMES, jupyter);

    assertThat(ready.getFirst())
        .extracting(Page::name)
        .containsExactly("JupyterLab", "Notebook", "Classic notebook", "RStudio 31m");
    assertThat(runner.asked).doesNotContain("/rstudio");
  }

  @Test
  void saysHowAServerDiedBeforeItAnswered() {
    runner.behaviour =
        (server, run) -> {
          for (int i = 1; i <= 20; i++) {
            run.output().accept("line " + i);
          }
          server.exit(3);
        };

    assertThatThrownBy(() -> launch(TIMES, jupyter))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure)
                  .hasMessage(
                      "Cannot launch `demo`: `jupyter-lab` ended with exit code 3 before it"
                          + " answered");
              assertThat(failure.details()).hasSize(15).startsWith("line 6").endsWith("line 20");
              assertThat(failure.hints()).isNotEmpty();
              assertThat(failure.kind()).isEqualTo(BuildFailure.Kind.INPUT);
            });
    assertThat(ready).isEmpty();
    assertThat(runner.closed).isTrue();
    assertThat(events).contains(new BuildEvent.Output(BuildEvent.Stage.LAUNCH, "server", "line 1"));
  }

  @Test
  void aCommandThatTheImageHasNotIsNamed() {
    runner.behaviour = (server, run) -> server.exit(127);

    assertThatThrownBy(() -> launch(TIMES, jupyter.withCommand(List.of("jupyter-notebook", "-y"))))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure ->
                assertThat(failure.hints())
                    .containsExactly("See whether the image has `jupyter-notebook`"));
  }

  @Test
  void aServerThatNeverAnswersIsEndedAfterTheLimit() {
    runner.behaviour = (server, run) -> run.output().accept("thinking");

    assertThatThrownBy(() -> launch(SHORT, jupyter.withPort(OptionalInt.of(freePort()))))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure.message()).contains("did not answer on port ");
              assertThat(failure.details()).containsExactly("thinking");
            });
    assertThat(runner.grace).isEqualTo(Duration.ofSeconds(7));
    assertThat(runner.closed).isTrue();
  }

  @Test
  void aServerThatAcceptsAndSaysNothingIsEndedAfterTheLimit() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    runner.behaviour =
        (server, run) ->
            server.serve(
                run,
                (path, count) -> {
                  try {
                    never.await(10, TimeUnit.SECONDS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  return 200;
                });
    try {
      assertThatThrownBy(() -> launch(SHORT, jupyter))
          .isInstanceOf(BuildFailure.class)
          .hasMessageContaining("did not answer");
    } finally {
      never.countDown();
    }
  }

  @Test
  void anotherServerOnThePortIsNotOurs() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = other.getLocalPort();

      assertThatThrownBy(() -> launch(TIMES, jupyter.withPort(OptionalInt.of(port))))
          .isInstanceOf(BuildFailure.class)
          .hasMessage("Cannot launch on port `%d` of this machine".formatted(port));
    }
    assertThat(runner.runs).isEmpty();
  }

  @Test
  void anInterruptionEndsTheServerWithItsGrace() throws Exception {
    runner.behaviour = (server, run) -> server.serve(run, (path, count) -> 200);
    CountDownLatch up = new CountDownLatch(1);
    FutureTask<LaunchEnd> task =
        new FutureTask<>(
            () -> new Launcher(runner, TIMES, events::add).launch(jupyter, _ -> up.countDown()));
    Thread launching = Thread.ofPlatform().start(task);
    assertThat(up.await(20, TimeUnit.SECONDS)).isTrue();

    launching.interrupt();

    assertThat(task.get()).isEqualTo(new LaunchEnd(143, true));
    assertThat(runner.grace).isEqualTo(Duration.ofSeconds(7));
    assertThat(runner.closed).isTrue();
  }

  @Test
  void anInterruptionWhileItStartsEndsItToo() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    runner.behaviour = (server, run) -> started.countDown();
    FutureTask<LaunchEnd> task = new FutureTask<>(() -> launch(TIMES, jupyter));
    Thread launching = Thread.ofPlatform().start(task);
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();

    launching.interrupt();

    assertThat(task.get()).isEqualTo(new LaunchEnd(143, true));
    assertThat(ready).isEmpty();
    assertThat(runner.closed).isTrue();
  }

  @Test
  void aCommandThatIsNoServerRunsAsItIs() throws Exception {
    List<String> command = List.of("python3", "-c", "print(1)", "--port", "1");

    LaunchEnd end = launch(TIMES, jupyter.withCommand(command));

    assertThat(end.exitCode()).isEqualTo(5);
    assertThat(runner.runs.getFirst().command()).isEqualTo(command);
    assertThat(runner.runs.getFirst().variables()).isEmpty();
    assertThat(runner.runs.getFirst().server()).isEmpty();
    assertThat(ready).containsExactly(List.of());
  }

  @Test
  void aCommandWithAPortIsWaitedForAndHasNoLinksOfJupyter() throws Exception {
    runner.behaviour = (server, run) -> server.serve(run, (path, count) -> 404);
    int port = freePort();

    launch(
        TIMES,
        jupyter
            .withCommand(List.of("python3", "-m", "http.server", "" + port))
            .withPort(OptionalInt.of(port)));

    assertThat(ready.getFirst())
        .extracting(page -> page.address().toString())
        .containsExactly("http://127.0.0.1:%d/".formatted(port));
  }

  @Test
  void theOnlyPublishedPortIsTheServersOwn() throws Exception {
    runner.behaviour = (server, run) -> server.serve(run, (path, count) -> 200);
    int port = freePort();

    launch(TIMES, jupyter.withPublishing(published("127.0.0.1:%d:8888".formatted(port))));

    ImageRun run = runner.runs.getFirst();
    assertThat(run.command())
        .contains("--port=8888", "--ServerApp.custom_display_url=http://127.0.0.1:" + port);
    assertThat(run.publishing().ports()).isEmpty();
    assertThat(ready.getFirst().getFirst().address()).hasPort(port);
  }

  @Test
  void aServerIsReachedBesidePublishedPortsThatAreNotItsOwn() throws Exception {
    runner.behaviour = (server, run) -> server.serve(run, (path, count) -> 200);

    launch(TIMES, jupyter.withPublishing(published("5000:5000/udp")));

    ImageRun run = runner.runs.getFirst();
    assertThat(run.server().orElseThrow().address()).contains("127.0.0.1");
    assertThat(run.publishing().ports()).hasToString("[5000:5000/udp]");
  }

  @Test
  void aCommandWithPublishedPortsIsRunAsItIsAndNotWaitedFor() throws Exception {
    List<String> command = List.of("jupyter-lab", "--port=8000");

    launch(TIMES, jupyter.withCommand(command).withPublishing(published("9000:8000")));

    ImageRun run = runner.runs.getFirst();
    assertThat(run.command()).isEqualTo(command);
    assertThat(run.server()).isEmpty();
    assertThat(run.publishing().ports()).hasToString("[9000:8000]");
    assertThat(ready).containsExactly(List.of());
  }

  private static Publishing published(String text) {
    return new Publishing(List.of(PublishedPort.parse(text)), false);
  }

  private static int freePort() throws Exception {
    return LocalPort.free();
  }
}
