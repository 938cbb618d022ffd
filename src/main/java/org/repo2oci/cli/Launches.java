package org.repo2oci.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.repo2oci.build.BuiltImage;
import org.repo2oci.build.Workshop;
import org.repo2oci.cli.application.LaunchArguments;
import org.repo2oci.cli.application.RunningServer;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Descriptor;
import org.repo2oci.launch.ImageRunner;
import org.repo2oci.launch.LaunchImage;
import org.repo2oci.launch.LaunchRequest;
import org.repo2oci.launch.Page;
import org.repo2oci.launch.SandboxRunner;
import org.repo2oci.store.Store;
import org.repo2oci.store.StoredBlob;

/** What `launch` was asked, as the room that launches wants it, and its answer. */
final class Launches {
  private Launches() {}

  static ImageRunner runner(LaunchArguments.Runner runner, Workshop workshop) {
    return switch (runner) {
      case SANDBOX ->
          new SandboxRunner(
              workshop.store(),
              workshop.sandbox(),
              workshop.sandbox(),
              workshop.threads(),
              workshop.events());
      case DOCKER ->
          throw BuildFailure.usage("Cannot launch in a Docker Engine: it is not supported yet")
              .withHint("Leave `--engine` out: the sandbox needs no engine");
    };
  }

  static LaunchRequest request(BuiltImage image, LaunchArguments arguments, Store store) {
    List<Path> layers =
        image.manifest().layers().stream().map(layer -> file(layer, store)).toList();
    return new LaunchRequest(
        new LaunchImage(image.automaticName().toString(), image.config(), layers),
        List.of(),
        arguments.port(),
        arguments.urlPath(),
        Map.of(),
        arguments.keep());
  }

  private static Path file(Descriptor layer, Store store) {
    return store
        .blob(layer.digest())
        .map(StoredBlob::file)
        .orElseThrow(() ->
            BuildFailure.environment(
                    "Cannot launch: the layer `%s` is not in the store"
                        .formatted(layer.digest().shortened()))
                .withHint("Build again; `repo2oci cache prune` must not run beside a build"));
  }

  static RunningServer server(List<Page> pages) {
    return new RunningServer(
        pages.stream().map(page -> new RunningServer.Link(page.name(), page.address())).toList());
  }
}
