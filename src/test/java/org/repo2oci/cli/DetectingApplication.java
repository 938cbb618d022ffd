package org.repo2oci.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.repo2oci.buildpack.Buildpacks;
import org.repo2oci.buildpack.Detector;
import org.repo2oci.buildpack.Environment;
import org.repo2oci.cli.application.BuildArguments;
import org.repo2oci.cli.application.BuildReport;
import org.repo2oci.cli.application.LaunchArguments;
import org.repo2oci.cli.application.PlanArguments;
import org.repo2oci.cli.application.PlanReport;
import org.repo2oci.cli.application.RunningServer;
import org.repo2oci.cli.application.SourceArguments;
import org.repo2oci.event.EventSink;
import org.repo2oci.image.Platform;
import org.repo2oci.repository.Checkout;
import org.repo2oci.repository.CheckoutRequest;
import org.repo2oci.repository.RepositorySource;
import org.repo2oci.repository.TemporaryStore;

/** Opens a repository and chooses its buildpack, and then makes nothing. */
final class DetectingApplication extends FakeApplication {
  private final Path work;
  private final Path scratch;

  DetectingApplication(Path work, Path scratch) {
    this.work = work;
    this.scratch = scratch;
  }

  private void detect(SourceArguments source, EventSink events) {
    try (Checkout checkout =
        Checkout.open(
            new CheckoutRequest(
                RepositorySource.parse(work.resolve(source.repository()).toString()),
                source.ref(),
                source.subdirectory(),
                Map.of("PATH", "")),
            _ -> Optional.empty(),
            new TemporaryStore(scratch),
            events)) {
      Environment environment =
          Detector.detect(
              checkout,
              Buildpacks.load(Path.of("buildpacks")),
              Platform.LINUX_AMD64,
              "3.13",
              events);
      if (source.required()) {
        environment.required();
      }
    }
  }

  @Override
  public PlanReport plan(PlanArguments arguments, EventSink sink) {
    detect(arguments.source(), sink);
    return super.plan(arguments, sink);
  }

  @Override
  public BuildReport build(BuildArguments arguments, EventSink sink) {
    detect(arguments.source(), sink);
    return super.build(arguments, sink);
  }

  @Override
  public int launch(LaunchArguments arguments, EventSink sink, Consumer<RunningServer> ready) {
    detect(arguments.build().source(), sink);
    return super.launch(arguments, sink, ready);
  }
}
