package org.repo2oci.cli.command;

import java.util.Optional;
import org.repo2oci.cli.application.BuildReport;
import org.repo2oci.image.ImageReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code build}: makes the image and says its name and digest. */
@Command(name = "build", customSynopsis = "repo2oci build [options] REPO")
final class BuildCommand implements Action {
  @Mixin private final BuildOptions options = new BuildOptions();

  @Override
  public OutputOptions output() {
    return options.output;
  }

  @Override
  public int run(Session session) {
    BuildReport report =
        session.application().build(options.arguments(session.host()), session.events());
    report.references().stream()
        .map(name ->
            // Without the tag: some tools refuse a name that has both.
            new ImageReference(
                name.registry(),
                name.repository(),
                Optional.empty(),
                Optional.of(report.manifest())))
        .distinct()
        .forEach(name -> session.printLine(name.toString(), "building"));
    return 0;
  }
}
