package org.repo2oci.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.build.BuiltImage;
import org.repo2oci.build.Delivery;
import org.repo2oci.build.Workshop;
import org.repo2oci.cli.application.HostSettings;
import org.repo2oci.cli.application.LaunchArguments;
import org.repo2oci.cli.application.RunningServer;
import org.repo2oci.engine.Engine;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.ImageReference;
import org.repo2oci.launch.EngineRunner;
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

  /** Fails before a long build where the launch would fail after it. */
  static void check(LaunchArguments arguments, Workshop workshop) throws IOException {
    switch (arguments.runner()) {
      case SANDBOX -> {
        // The build needs a sandbox too, and says itself what is missing. A server of the image's
        // own listens where its port is to be reached.
        if (!arguments.command().isEmpty()) {
          SandboxRunner.check(arguments.publishing());
        }
      }
      case DOCKER -> Engine.connect(workshop.environment(), workshop.home()).close();
    }
  }

  /** What runs the image; an engine gets it first. */
  static ImageRunner runner(
      LaunchArguments.Runner runner,
      Workshop workshop,
      BuiltImage image,
      List<ImageReference> names)
      throws IOException, InterruptedException {
    return switch (runner) {
      case SANDBOX ->
          new SandboxRunner(
              workshop.store(),
              workshop.sandbox(),
              workshop.sandbox(),
              workshop.threads(),
              workshop.events());
      case DOCKER -> {
        new Delivery(workshop).load(image, names);
        yield new EngineRunner(workshop.environment(), workshop.home(), workshop.events());
      }
    };
  }

  static LaunchRequest request(
      BuiltImage image, ImageReference name, LaunchArguments arguments, Store store) {
    return new LaunchRequest(
        new LaunchImage(name.toString(), image.config(), files(image, store)),
        arguments.command(),
        arguments.port(),
        arguments.publishing(),
        arguments.urlPath(),
        folders(arguments, image),
        arguments.keep(),
        arguments.variables());
  }

  /** The layers' blobs, bottom first. */
  static List<Path> files(BuiltImage image, Store store) {
    return image.manifest().layers().stream().map(layer -> file(layer, store)).toList();
  }

  private static Map<Path, String> folders(LaunchArguments arguments, BuiltImage image) {
    Path start = Path.of(image.config().workingDirectory().orElse("/"));
    Map<Path, String> folders = new LinkedHashMap<>();
    arguments
        .folders()
        .forEach(
            (folder, target) -> folders.put(folder, start.resolve(target).normalize().toString()));
    return folders;
  }

  /** Why no Docker Engine can be used; empty where one answers. */
  static Optional<String> engineMissing(HostSettings host) {
    try {
      Engine.connect(host.environment(), host.home()).close();
      return Optional.empty();
    } catch (BuildFailure e) {
      return Optional.of(e.message());
    } catch (IOException e) {
      return Optional.of(e.toString());
    }
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
