package org.repo2oci.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.repo2oci.build.BuiltImage;
import org.repo2oci.build.Delivery;
import org.repo2oci.build.Workshop;
import org.repo2oci.cli.application.InspectReport;
import org.repo2oci.cli.application.LaunchArguments;
import org.repo2oci.cli.application.PushedLayers;
import org.repo2oci.cli.application.ReadyImage;
import org.repo2oci.image.ImageReference;
import org.repo2oci.inspect.ImageInspector;
import org.repo2oci.launch.ImageRunner;
import org.repo2oci.launch.LaunchImage;
import org.repo2oci.launch.LaunchRequest;
import org.repo2oci.launch.LaunchTimes;
import org.repo2oci.launch.Launcher;
import org.repo2oci.registry.Pushed;

/** Between a build and its push. */
final class Releases {
  private Releases() {}

  static PushedLayers layers(List<Pushed> pushes) {
    return new PushedLayers(
        pushes.stream().mapToInt(Pushed::uploaded).sum(),
        pushes.stream().mapToInt(one -> one.present() + one.mounted()).sum(),
        pushes.stream().mapToLong(Pushed::bytes).sum());
  }

  /**
   * @param names at least one
   */
  static ReadyImage image(BuiltImage image, List<ImageReference> names, Workshop workshop) {
    return new ReadyImage() {
      @Override
      public InspectReport report() {
        return quietly(() ->
            Inspections.report(
                names.getFirst().toString(), new ImageInspector(workshop).inspect(image)));
      }

      @Override
      public int run(
          LaunchArguments.Runner runner,
          List<String> command,
          Map<Path, String> folders,
          Map<String, String> variables) {
        return quietly(() -> {
          new Delivery(workshop).fetchBase(image);
          ImageRunner running = Launches.runner(runner, workshop, image, names);
          LaunchImage started =
              new LaunchImage(
                  names.getFirst().toString(),
                  image.config(),
                  Launches.files(image, workshop.store()));
          LaunchRequest request =
              LaunchRequest.of(started)
                  .withCommand(command)
                  .withFolders(folders)
                  .withVariables(variables);
          return new Launcher(running, LaunchTimes.usual(), workshop.events())
              .launch(request, _ -> {})
              .exitCode();
        });
      }
    };
  }

  @FunctionalInterface
  private interface Work<T> {
    T done() throws IOException, InterruptedException;
  }

  private static <T> T quietly(Work<T> work) {
    try {
      return work.done();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }
}
