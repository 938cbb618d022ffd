package org.repo2oci.cli.command;

import org.jspecify.annotations.Nullable;
import org.repo2oci.cli.application.DiffArguments;
import org.repo2oci.cli.application.DiffReport;
import org.repo2oci.cli.render.DiffText;
import org.repo2oci.cli.render.ReportJson;
import org.repo2oci.image.Platform;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diff}: what a change of an image costs. */
@Command(name = "diff", customSynopsis = "repo2oci diff [options] BEFORE AFTER")
final class DiffCommand implements Action {
  @Parameters(
      index = "0",
      paramLabel = "BEFORE",
      description =
          "A name in a registry, docker-daemon:NAME, oci:DIR, oci-archive:FILE or"
              + " docker-archive:FILE")
  private String before = "";

  @Parameters(index = "1", paramLabel = "AFTER", description = "The same")
  private String after = "";

  @Option(names = "--json", description = "Write JSON to standard output")
  private boolean json;

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      description = "Which image of an index (default: linux/amd64)")
  private @Nullable String platform;

  @Mixin private final MachineOptions machine = new MachineOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Override
  public OutputOptions output() {
    return output;
  }

  @Override
  public int run(Session session) {
    DiffReport report =
        session
            .application()
            .diff(
                new DiffArguments(
                    Parsed.required("BEFORE", before, text -> text),
                    Parsed.required("AFTER", after, text -> text),
                    Parsed.value("--platform", platform, Platform::parse)
                        .orElse(Platform.LINUX_AMD64),
                    machine.arguments(session.host())),
                session.events());
    session.print(json ? ReportJson.diff(report) : DiffText.of(report));
    return 0;
  }
}
