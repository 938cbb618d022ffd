package org.repo2oci.cli.command;

import org.repo2oci.cli.application.DiffArguments;
import org.repo2oci.cli.application.DiffReport;
import org.repo2oci.cli.render.DiffText;
import org.repo2oci.cli.render.ReportJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diff}: what a change of an image costs. */
@Command(name = "diff", customSynopsis = "repo2oci diff [options] BEFORE AFTER")
final class DiffCommand implements Action {
  @Parameters(index = "0", paramLabel = "BEFORE", description = WhichImage.PLACES)
  private String before = "";

  @Parameters(index = "1", paramLabel = "AFTER", description = "The same")
  private String after = "";

  @Option(names = "--json", description = "Write JSON to standard output")
  private boolean json;

  @Mixin private final WhichImage which = new WhichImage();
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
                    which.platform(),
                    machine.arguments(session.host())),
                session.events());
    session.print(json ? ReportJson.diff(report) : DiffText.of(report));
    return 0;
  }
}
