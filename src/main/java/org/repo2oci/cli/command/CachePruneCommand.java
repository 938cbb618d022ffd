package org.repo2oci.cli.command;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.repo2oci.cli.application.PruneArguments;
import org.repo2oci.cli.application.PruneReport;
import org.repo2oci.cli.render.Amounts;
import org.repo2oci.image.ImageReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cache prune}: frees disk space. */
@Command(
    name = "prune",
    description = "Remove what is not needed any more",
    customSynopsis = "repo2oci cache prune [options]")
final class CachePruneCommand implements Action {
  @Option(names = "--all", description = "Remove everything")
  private boolean all;

  @Option(
      names = "--older-than",
      paramLabel = "TIME",
      description = "Remove what was not used for this long, such as 12h (default: 30d)")
  private @Nullable String olderThan;

  @Option(
      names = "--max-size",
      paramLabel = "SIZE",
      description = "Remove what was not used for longest, down to 500M or 10G, say")
  private @Nullable String maxSize;

  @Option(
      names = "--repo",
      paramLabel = "NAME",
      description = "Shrink this repository of layers (`--cache-repo`), not this machine's store")
  private @Nullable String repository;

  @Mixin private final MachineOptions machine = new MachineOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Override
  public OutputOptions output() {
    return output;
  }

  @Override
  public int run(Session session) {
    PruneReport report =
        session
            .application()
            .cachePrune(
                new PruneArguments(
                    machine.arguments(session.host()),
                    all,
                    Parsed.value("--older-than", olderThan, Parsed::duration),
                    Parsed.value("--max-size", maxSize, Parsed::size)
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty()),
                    Parsed.value("--repo", repository, ImageReference::parse)),
                session.events());
    session.printLine(
        "Removed %s, %s"
            .formatted(Amounts.count(report.count(), "item"), Amounts.bytes(report.size())),
        "building");
    return 0;
  }
}
