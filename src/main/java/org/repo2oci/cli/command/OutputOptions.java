package org.repo2oci.cli.command;

import org.jspecify.annotations.Nullable;
import org.repo2oci.cli.render.ColorMode;
import org.repo2oci.cli.render.Detail;
import org.repo2oci.cli.render.Display;
import org.repo2oci.cli.render.ProgressMode;
import org.repo2oci.failure.BuildFailure;
import picocli.CommandLine.Option;

/** What the user reads while a command works. */
public final class OutputOptions implements OptionGroup {
  @Option(names = "--json-logs", description = "Write logs as JSON, one object a line")
  private boolean jsonLogs;

  @Option(
      names = "--progress",
      paramLabel = "MODE",
      description = "auto, tty, plain, json, github or none (default: auto)")
  private @Nullable String progress;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "auto, always or never (default: auto)")
  private @Nullable String color;

  @Option(
      names = {"-q", "--quiet"},
      description = "Only warnings and errors")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "Also what the programs of a build write")
  private boolean verbose;

  @Option(names = "--debug", description = "Stack traces with errors")
  private boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help")
  boolean help;

  @Override
  public String heading() {
    return "What you read";
  }

  /** Decides once how the command is shown. */
  public Display display() {
    if (quiet && verbose) {
      throw BuildFailure.usage("`--quiet` and `--verbose` cannot go together");
    }
    ProgressMode mode =
        Parsed.value("--progress", progress, ProgressMode::parse).orElse(ProgressMode.AUTO);
    ColorMode when = Parsed.value("--color", color, ColorMode::parse).orElse(ColorMode.AUTO);
    Detail detail = quiet ? Detail.QUIET : verbose ? Detail.VERBOSE : Detail.NORMAL;
    return new Display(jsonLogs ? ProgressMode.JSON : mode, when, detail, debug);
  }
}
