package org.repo2oci.cli.command;

import org.repo2oci.cli.application.InspectArguments;
import org.repo2oci.cli.application.InspectReport;
import org.repo2oci.cli.render.ReportJson;
import org.repo2oci.cli.render.Reports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inspect}: what an image holds. */
@Command(name = "inspect", customSynopsis = "repo2oci inspect [options] IMAGE")
final class InspectCommand implements Action {
  @Parameters(index = "0", paramLabel = "IMAGE", description = WhichImage.PLACES)
  private String image = "";

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
    InspectReport report =
        session
            .application()
            .inspect(
                new InspectArguments(
                    Parsed.required("IMAGE", image, text -> text),
                    which.platform(),
                    machine.arguments(session.host())),
                session.events());
    session.print(json ? ReportJson.inspect(report) : Reports.inspect(report));
    return 0;
  }
}
