package org.repo2oci.cli.render;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.repo2oci.cli.application.HostSettings;

/**
 * What the user wants to see, decided once a command.
 *
 * @param debug stack traces with failures
 */
public record Display(ProgressMode progress, ColorMode color, Detail detail, boolean debug) {
  private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Makes the renderer for standard error. */
  public Renderer renderer(HostSettings host, PrintStream err, Redaction redaction) {
    Palette palette = color.palette(host, host.stderrIsTerminal());
    return switch (chosen(host)) {
      case AUTO, PLAIN -> new LineRenderer(err, detail, palette, redaction);
      case NONE -> new LineRenderer(err, Detail.QUIET, palette, redaction);
      case GITHUB -> new GithubRenderer(err, detail, palette, redaction, files(host));
      case JSON -> new JsonRenderer(err, detail, redaction);
      case TTY ->
          new TtyRenderer(err, detail, palette, redaction, System::nanoTime, refreshed()).ticking();
    };
  }

  /** A message names files as from the folder that is built. */
  private static RepositoryLines files(HostSettings host) {
    List<String> folders = new ArrayList<>(List.of("", "binder", ".binder"));
    host.variable("REPO2OCI_SUBDIR")
        .ifPresent(
            folder -> folders.addAll(0, List.of(folder, folder + "/binder", folder + "/.binder")));
    return new RepositoryLines(
        host.variable("GITHUB_WORKSPACE").map(Path::of).orElse(host.workingDirectory()), folders);
  }

  /** True where every line must be a JSON object. */
  public boolean json() {
    return progress == ProgressMode.JSON;
  }

  private ProgressMode chosen(HostSettings host) {
    if (progress != ProgressMode.AUTO) {
      return progress;
    }
    if (host.variable("GITHUB_ACTIONS").filter("true"::equals).isPresent()) {
      return detail == Detail.QUIET ? ProgressMode.PLAIN : ProgressMode.GITHUB;
    }
    boolean person =
        host.stderrIsTerminal()
            && detail == Detail.NORMAL
            && host.variable("CI").isEmpty()
            && host.variable("NO_PROGRESS").isEmpty()
            && !host.variable("TERM").orElse("dumb").equals("dumb");
    return person ? ProgressMode.TTY : ProgressMode.PLAIN;
  }

  private static Supplier<TerminalSize> refreshed() {
    return new Supplier<>() {
      private long asked = System.nanoTime() - ASK_AGAIN_NANOS;
      private TerminalSize size = TerminalSize.USUAL;

      @Override
      public TerminalSize get() {
        if (System.nanoTime() - asked >= ASK_AGAIN_NANOS) {
          size = TerminalSize.ask();
          asked = System.nanoTime();
        }
        return size;
      }
    };
  }
}
