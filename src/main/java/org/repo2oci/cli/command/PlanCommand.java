package org.repo2oci.cli.command;

import org.repo2oci.cli.application.PlanArguments;
import org.repo2oci.cli.application.PlanReport;
import org.repo2oci.cli.render.ReportJson;
import org.repo2oci.cli.render.Reports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plan}: what a build would do. */
@Command(name = "plan", customSynopsis = "repo2oci plan [options] REPO")
final class PlanCommand implements Action {
  @Option(names = "--json", description = "Write JSON to standard output")
  private boolean json;

  @Mixin private final SourceOptions source = new SourceOptions();
  @Mixin private final ResolveOptions resolve = new ResolveOptions();
  @Mixin private final EarlierOptions earlier = new EarlierOptions();
  @Mixin private final ImageOptions image = new ImageOptions();
  @Mixin private final MachineOptions machine = new MachineOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Override
  public OutputOptions output() {
    return output;
  }

  @Override
  public int run(Session session) {
    PlanReport report =
        session
            .application()
            .plan(
                new PlanArguments(
                    source.arguments(),
                    resolve.arguments(earlier.arguments()),
                    image.arguments(),
                    machine.arguments(session.host())),
                session.events());
    session.print(json ? ReportJson.plan(report) : Reports.plan(report));
    return 0;
  }
}
