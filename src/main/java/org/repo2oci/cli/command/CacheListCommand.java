package org.repo2oci.cli.command;

import org.repo2oci.cli.application.CacheReport;
import org.repo2oci.cli.render.ReportJson;
import org.repo2oci.cli.render.Reports;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cache ls}: what is kept. */
@Command(
    name = "ls",
    description = "Show what is kept and how large it is",
    customSynopsis = "repo2oci cache ls [options]")
final class CacheListCommand implements Action {
  @Option(names = "--json", description = "Write JSON to standard output")
  private boolean json;

  @Mixin private final MachineOptions machine = new MachineOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Override
  public OutputOptions output() {
    return output;
  }

  @Override
  public int run(Session session) {
    CacheReport report =
        session.application().cacheList(machine.arguments(session.host()), session.events());
    session.print(json ? ReportJson.cache(report) : Reports.cache(report));
    return 0;
  }
}
