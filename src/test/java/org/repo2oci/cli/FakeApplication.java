package org.repo2oci.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.repo2oci.cli.application.Application;
import org.repo2oci.cli.application.BuildArguments;
import org.repo2oci.cli.application.BuildReport;
import org.repo2oci.cli.application.CacheReport;
import org.repo2oci.cli.application.DiffArguments;
import org.repo2oci.cli.application.DiffReport;
import org.repo2oci.cli.application.InspectArguments;
import org.repo2oci.cli.application.InspectReport;
import org.repo2oci.cli.application.LaunchArguments;
import org.repo2oci.cli.application.LockArguments;
import org.repo2oci.cli.application.MachineArguments;
import org.repo2oci.cli.application.PlanArguments;
import org.repo2oci.cli.application.PlanReport;
import org.repo2oci.cli.application.PruneArguments;
import org.repo2oci.cli.application.PruneReport;
import org.repo2oci.cli.application.RunningServer;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Platform;
import org.repo2oci.inspect.ImageDifference.PackageChange;
import org.repo2oci.inspect.ImageDifference.Pull;
import org.repo2oci.inspect.InspectedImage.InstalledPackage;

/** Remembers what it was asked, says what it was told to say, and answers with small reports. */
class FakeApplication implements Application {
  private static final Digest DIGEST = Digest.parse("sha256:" + "0123456789abcdef".repeat(4));

  final List<Object> asked = new ArrayList<>();
  final List<BuildEvent> events = new ArrayList<>();
  @Nullable Throwable thrown;

  /** Runs while a launched server would; an interruption is how it ends. */
  Runnable serving = () -> {};

  Runnable building = () -> {};

  /** Of every image that is inspected. */
  Map<String, String> labels = Map.of("repo2docker.ref", "v1");

  Map<String, String> environment = Map.of();

  private void ask(Object arguments, EventSink sink) {
    asked.add(arguments);
    events.forEach(sink::accept);
    switch (thrown) {
      case null -> {}
      case Error error -> throw error;
      case RuntimeException exception -> throw exception;
      case Throwable other -> throw new AssertionError(other);
    }
  }

  @Override
  public BuildReport build(BuildArguments arguments, EventSink sink) {
    ask(arguments, sink);
    building.run();
    List<ImageReference> tags = arguments.tags();
    return new BuildReport(DIGEST, tags.isEmpty() ? List.of(ImageReference.parse("demo")) : tags);
  }

  @Override
  public int launch(LaunchArguments arguments, EventSink sink, Consumer<RunningServer> ready) {
    ask(arguments, sink);
    ready.accept(
        new RunningServer(
            List.of(
                new RunningServer.Link(
                    "JupyterLab", URI.create("http://127.0.0.1:8888/lab?token=abc123")),
                new RunningServer.Link(
                    "Notebook", URI.create("http://127.0.0.1:8888/tree?token=abc123")))));
    serving.run();
    return 0;
  }

  @Override
  public String lock(LockArguments arguments, EventSink sink) {
    ask(arguments, sink);
    return "{\"version\": 1}\n";
  }

  @Override
  public PlanReport plan(PlanArguments arguments, EventSink sink) {
    ask(arguments, sink);
    return new PlanReport(
        List.of(
            new PlanReport.FileUse("requirements.txt", true, "Python packages"),
            new PlanReport.FileUse("setup.py", false, "`requirements.txt` goes first")),
        List.of(
            new PlanReport.PlannedLayer(
                "sha256:" + "a".repeat(64),
                "base",
                "Debian trixie",
                143,
                OptionalLong.of(61_234_567),
                true),
            new PlanReport.PlannedLayer(
                "sha256:" + "b".repeat(64), "packages", "numpy", 1, OptionalLong.empty(), false)));
  }

  @Override
  public InspectReport inspect(InspectArguments arguments, EventSink sink) {
    ask(arguments, sink);
    return new InspectReport(
        arguments.image(),
        DIGEST,
        Platform.LINUX_AMD64,
        labels,
        List.of(
            new InspectReport.ImageLayer(
                DIGEST,
                DIGEST,
                61_234_567,
                Optional.of("sha256:" + "a".repeat(64)),
                "Debian trixie"),
            new InspectReport.ImageLayer(
                DIGEST, DIGEST, 812, Optional.empty(), "RUN \u001b[31mred\u001b[0m")),
        List.of(new InstalledPackage("pypi", "numpy", "2.3.1")),
        environment);
  }

  @Override
  public DiffReport diff(DiffArguments arguments, EventSink sink) {
    ask(arguments, sink);
    return new DiffReport(
        new DiffReport.Side(arguments.before(), DIGEST, 40),
        new DiffReport.Side(arguments.after(), DIGEST, 41),
        List.of(
            new PackageChange("pypi", "numpy", Optional.of("2.3.1"), Optional.of("2.3.2")),
            new PackageChange("pypi", "rich", Optional.empty(), Optional.of("14.0")),
            new PackageChange("pypi", "tqdm", Optional.of("4.67"), Optional.empty())),
        new Pull(41, 339_700_000),
        new Pull(3, 17_400_000),
        new Pull(2, 17_300_000),
        OptionalLong.of(17_310_000));
  }

  @Override
  public CacheReport cacheList(MachineArguments machine, EventSink sink) {
    ask(machine, sink);
    return new CacheReport(
        Path.of("/cache/store"),
        List.of(
            new CacheReport.Kind("downloads", 180, 312_000_000),
            new CacheReport.Kind("layers", 9, 184_500_000)));
  }

  @Override
  public PruneReport cachePrune(PruneArguments arguments, EventSink sink) {
    ask(arguments, sink);
    return new PruneReport(12, 1_234_567_890);
  }
}
