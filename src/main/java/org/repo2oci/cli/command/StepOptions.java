package org.repo2oci.cli.command;

import org.jspecify.annotations.Nullable;
import org.repo2oci.cli.application.StepArguments;
import picocli.CommandLine.Option;

/** What the repository's programs may do while an image is made. */
final class StepOptions implements OptionGroup {
  @Option(
      names = "--no-cache-steps",
      description = "Run postBuild and the appendix again although nothing changed")
  private boolean again;

  @Option(
      names = "--step-timeout",
      paramLabel = "TIME",
      description = "End each of them after this time (default: 2h)")
  private @Nullable String timeout;

  @Option(
      names = "--build-memory-limit",
      paramLabel = "SIZE",
      description = "The most memory that each may use, such as 4G (default: no limit)")
  private @Nullable String memory;

  @Override
  public String heading() {
    return "Programs of the repository";
  }

  StepArguments arguments() {
    return new StepArguments(
        again,
        Parsed.value("--step-timeout", timeout, Parsed::duration),
        Parsed.value("--build-memory-limit", memory, Parsed::size));
  }
}
