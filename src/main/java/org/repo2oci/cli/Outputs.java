package org.repo2oci.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.repo2oci.build.BuiltImage;
import org.repo2oci.build.Delivery;
import org.repo2oci.build.Workshop;
import org.repo2oci.cli.application.OutputTarget;
import org.repo2oci.engine.Engine;
import org.repo2oci.image.ImageReference;
import org.repo2oci.output.Destination;
import org.repo2oci.output.ImageWriter;

/** Brings an image to the places that {@code --output} names. */
final class Outputs {
  private Outputs() {}

  /** Fails before a long build where an output would fail after it. */
  static void check(List<OutputTarget> outputs, Workshop workshop) throws IOException {
    for (OutputTarget output : outputs) {
      Optional<Destination> place = destination(output);
      if (place.isPresent()) {
        ImageWriter.check(place.get());
      } else {
        Engine.connect(workshop.environment(), workshop.home()).close();
      }
    }
  }

  static void write(
      List<OutputTarget> outputs, Delivery delivery, BuiltImage image, List<ImageReference> names)
      throws IOException, InterruptedException {
    for (OutputTarget output : outputs) {
      Optional<Destination> place = destination(output);
      if (place.isPresent()) {
        delivery.write(image, names, place.get());
      } else {
        delivery.load(image, names);
      }
    }
  }

  /** Empty for the engine, which is no place of files. */
  private static Optional<Destination> destination(OutputTarget output) {
    return switch (output) {
      case OutputTarget.DockerDaemon() -> Optional.empty();
      case OutputTarget.OciLayout(Path folder) -> Optional.of(new Destination.OciLayout(folder));
      case OutputTarget.OciArchive(Path file) -> Optional.of(new Destination.OciArchive(file));
      case OutputTarget.DockerArchive(Path file) ->
          Optional.of(new Destination.DockerArchive(file));
    };
  }
}
