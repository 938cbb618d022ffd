package org.repo2oci.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.repo2oci.cli.application.Application;
import org.repo2oci.cli.application.HostSettings;
import org.repo2oci.cli.command.Action;
import org.repo2oci.cli.command.CommandTree;
import org.repo2oci.cli.command.EnvironmentOptions;
import org.repo2oci.cli.command.Session;
import org.repo2oci.cli.render.ColorMode;
import org.repo2oci.cli.render.Detail;
import org.repo2oci.cli.render.Display;
import org.repo2oci.cli.render.FailureText;
import org.repo2oci.cli.render.ProgressMode;
import org.repo2oci.cli.render.Redaction;
import org.repo2oci.cli.render.Renderer;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program without the process: arguments and streams in, exit code out. */
final class Cli {
  private static final int USAGE = 2;
  private static final int ENVIRONMENT = 3;

  /** What a shell says of a program that Ctrl-C ended. */
  private static final int INTERRUPTED = 130;

  /** No exit code of a process: the command is to be started again by a JVM for much work. */
  static final int RESTART = -1;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HostSettings host;
  private final PrintStream out;
  private final PrintStream err;
  private final Function<HostSettings, Application> application;
  private final IntUnaryOperator failureCode;
  private final Redaction redaction;
  private final AtomicReference<@Nullable Running> running = new AtomicReference<>();

  /** A command at work: who can end it, and how one knows that it ended. */
  private record Running(
      Renderer renderer,
      Thread thread,
      boolean endsWhenAsked,
      AtomicBoolean asked,
      CountDownLatch ended,
      int[] code) {}

  /**
   * @param application made only for a command that needs it, so that help is quick
   */
  Cli(
      HostSettings host,
      PrintStream out,
      PrintStream err,
      Function<HostSettings, Application> application) {
    this(host, out, err, application, code -> code);
  }

  /**
   * @param failureCode what a failure's own exit code becomes; a server's stays as it is
   */
  Cli(
      HostSettings host,
      PrintStream out,
      PrintStream err,
      Function<HostSettings, Application> application,
      IntUnaryOperator failureCode) {
    this.host = host;
    this.out = out;
    this.err = err;
    this.application = application;
    this.failureCode = failureCode;
    this.redaction = Redaction.of(host.environment());
  }

  int run(String... arguments) {
    Display early = early(Arrays.asList(arguments));
    CommandLine tree =
        CommandTree.create(
            Arrays.asList(arguments), early.color().palette(host, host.stdoutIsTerminal()).on());
    tree.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    ParseResult parsed;
    try {
      parsed = tree.parseArgs(arguments);
    } catch (ParameterException e) {
      return failed(early, UsageErrors.of(e), USAGE);
    }
    if (CommandLine.executeHelpRequest(parsed) != null) {
      return written();
    }
    ParseResult leaf = parsed;
    while (leaf.hasSubcommand()) {
      leaf = leaf.subcommand();
    }
    return leaf.commandSpec().userObject() instanceof Action action
        ? run(action, leaf, early)
        : failed(early, UsageErrors.missingCommand(leaf.commandSpec().commandLine()), USAGE);
  }

  private int run(Action action, ParseResult parsed, Display early) {
    Display display = early;
    try {
      EnvironmentOptions.apply(parsed, host);
      display = action.output().display();
    } catch (RuntimeException e) {
      return failed(early, parsed, Failures.of(e, early.debug()));
    }
    Renderer renderer = display.renderer(host, err, redaction);
    Running now =
        new Running(
            renderer,
            Thread.currentThread(),
            action.endsWhenAsked(),
            new AtomicBoolean(),
            new CountDownLatch(1),
            new int[1]);
    running.set(now);
    int code;
    try {
      code = action.run(new Session(application.apply(host), host, renderer, out, display.json()));
      renderer.close();
      code = code == 0 ? written() : code;
    } catch (Restart e) {
      renderer.close();
      code = RESTART;
    } catch (Throwable e) {
      if (now.asked().get()) {
        // Work that was cut off fails in many ways, and none of them is news to the user.
        code = INTERRUPTED;
      } else {
        Failures failure = Failures.of(e, display.debug());
        renderer.failed(text(failure, parsed));
        code = failureCode.applyAsInt(failure.code());
      }
      renderer.close();
    }
    now.code()[0] = code;
    now.ended().countDown();
    return code;
  }

  private FailureText text(Failures failure, ParseResult parsed) {
    return failure.code() == USAGE
        ? UsageErrors.with(
            failure.text(),
            parsed.commandSpec(),
            EnvironmentOptions.inUse(parsed.commandSpec(), host))
        : failure.text();
  }

  private int failed(Display display, ParseResult parsed, Failures failure) {
    return failed(display, text(failure, parsed), failure.code());
  }

  private int failed(Display display, FailureText text, int code) {
    try (Renderer renderer = display.renderer(host, err, redaction)) {
      renderer.failed(text);
    }
    return failureCode.applyAsInt(code);
  }

  /** Data that did not arrive is a failure: {@code repo2oci lock . > /dev/full}. */
  private int written() {
    if (!out.checkError()) {
      return 0;
    }
    err.print("error: Cannot write to standard output\n");
    return failureCode.applyAsInt(ENVIRONMENT);
  }

  /**
   * Called when the process is asked to end. Leaves the terminal clean; a command that is meant to
   * be ended so gets time to clean up.
   *
   * @return the exit code of a command that ended in that time
   */
  OptionalInt stop() {
    Running now = running.get();
    if (now == null || now.ended().getCount() == 0) {
      return OptionalInt.empty();
    }
    if (!now.endsWhenAsked()) {
      now.renderer().close();
      return OptionalInt.empty();
    }
    now.asked().set(true);
    now.thread().interrupt();
    try {
      boolean ended = now.ended().await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      now.renderer().close();
      return ended ? OptionalInt.of(now.code()[0]) : OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }

  /** What can be known before the line is parsed, for help and for errors in it. */
  private Display early(List<String> arguments) {
    boolean json =
        arguments.contains("--json-logs")
            || arguments.contains("--progress=json")
            || host.variable("REPO2OCI_JSON_LOGS")
                .filter(value -> !value.equals("false"))
                .isPresent();
    ColorMode color =
        arguments.contains("--color=never")
            ? ColorMode.NEVER
            : arguments.contains("--color=always") ? ColorMode.ALWAYS : ColorMode.AUTO;
    return new Display(
        json ? ProgressMode.JSON : ProgressMode.PLAIN,
        color,
        Detail.NORMAL,
        arguments.contains("--debug"));
  }
}
