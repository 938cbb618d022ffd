package org.repo2oci.cli.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.repo2oci.cli.application.HostSettings;
import org.repo2oci.cli.application.MachineArguments;
import picocli.CommandLine.Option;

/** What a build may use of this machine. */
final class MachineOptions implements OptionGroup {
  private static final int MOST_THREADS = 256;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads for compressing and the like (default: one per CPU)")
  private @Nullable String threads;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "Where downloads and layers are kept (default: XDG cache folder)")
  private @Nullable String store;

  @Override
  public String heading() {
    return "This machine";
  }

  MachineArguments arguments(HostSettings host) {
    return new MachineArguments(
        Parsed.value("--store", store, Path::of).orElse(host.defaultStore()),
        Parsed.value("--threads", threads, text -> Parsed.number(text, 1, MOST_THREADS))
            .orElse(host.processors()));
  }
}
