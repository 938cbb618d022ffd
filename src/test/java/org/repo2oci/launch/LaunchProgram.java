package org.repo2oci.launch;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.sandbox.MappedRemoval;
import org.repo2oci.sandbox.NamespaceSandbox;
import org.repo2oci.sandbox.SandboxSettings;
import org.repo2oci.store.DirectoryRemover;
import org.repo2oci.store.DiskStore;

/** Launches as the command line does, in a process that a test may interrupt or kill. */
final class LaunchProgram {
  private static final CountDownLatch ENDED = new CountDownLatch(1);

  private LaunchProgram() {}

  /** Arguments: store, grace in ms, `keep` or a folder for the home or `-`, command. */
  public static void main(String[] arguments) throws Exception {
    Thread main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(main)));
    int code = 70;
    try {
      code = launch(arguments);
    } catch (BuildFailure e) {
      say("FAILED " + e.message());
      e.details().forEach(detail -> say("DETAIL " + detail));
      e.hints().forEach(hint -> say("HINT " + hint));
      code = e.kind().exitCode();
    } finally {
      ENDED.countDown();
    }
    System.exit(code);
  }

  private static void stop(Thread main) {
    main.interrupt();
    try {
      boolean ended = ENDED.await(20, TimeUnit.SECONDS);
      say("HOOK " + ended);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int launch(String[] arguments) throws Exception {
    SandboxSettings settings = SandboxSettings.of(Map.of());
    DiskStore store =
        DiskStore.open(
            Path.of(arguments[0]), DirectoryRemover.ordinaryThen(MappedRemoval.of(settings)));
    NamespaceSandbox sandbox = NamespaceSandbox.create(store, settings, LaunchProgram::event);
    LaunchTimes times =
        new LaunchTimes(Duration.ofSeconds(30), Duration.ofMillis(Long.parseLong(arguments[1])));
    List<String> command = Arrays.asList(arguments).subList(3, arguments.length);
    LaunchRequest request =
        LaunchRequest.of(PythonImage.write(store, command)).withKeep(arguments[2].equals("keep"));
    if (arguments[2].startsWith("/")) {
      request = request.withFolders(Map.of(Path.of(arguments[2]), "/home/jovyan"));
    }
    LaunchEnd end =
        new Launcher(
                new SandboxRunner(store, sandbox, sandbox, 2, LaunchProgram::event),
                times,
                LaunchProgram::event)
            .launch(request, LaunchProgram::ready);
    say("END %d %s".formatted(end.exitCode(), end.asked()));
    return end.asked() ? 0 : end.exitCode();
  }

  private static void ready(List<Page> pages) {
    pages.forEach(page -> say("PAGE " + page.address()));
    say("READY");
  }

  private static void event(BuildEvent event) {
    switch (event) {
      case BuildEvent.Output(_, _, var line) -> say("LINE " + line);
      case BuildEvent.Finished(_, var summary, var took) ->
          say("EVENT %s in %d ms".formatted(summary, took.toMillis()));
      case BuildEvent.Noted(_, var message) -> say("EVENT " + message);
      case BuildEvent.Warned(var message) -> say("EVENT " + message);
      case BuildEvent.Foreseen _, BuildEvent.Started _, BuildEvent.Progress _ -> {}
    }
  }

  private static void say(String line) {
    PrintStream out = System.out;
    out.println(line);
    out.flush();
  }
}
