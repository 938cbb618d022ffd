package org.repo2oci.cli;

import java.util.List;
import org.repo2oci.cli.application.InspectReport;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.inspect.ImageSource;
import org.repo2oci.inspect.InspectedImage;

/** What `inspect` was asked, as the room that inspects wants it, and its answer. */
final class Inspections {
  private Inspections() {}

  static ImageSource source(String text) {
    try {
      return ImageSource.parse(text);
    } catch (IllegalArgumentException e) {
      throw BuildFailure.usage("Cannot inspect `%s`: %s".formatted(text, e.getMessage()))
          .withHint(
              "Name an image of a registry, or `oci:DIR`, `oci-archive:FILE`, `docker-archive:FILE`, `docker-daemon:NAME`")
          .withCause(e);
    }
  }

  static InspectReport report(String name, InspectedImage image) {
    List<InspectReport.ImageLayer> layers =
        image.layers().stream()
            .map(layer ->
                new InspectReport.ImageLayer(
                    layer.digest(), layer.size(), layer.key(), layer.createdBy()))
            .toList();
    List<InspectReport.InstalledPackage> packages =
        image.packages().stream()
            .map(one ->
                new InspectReport.InstalledPackage(one.ecosystem(), one.name(), one.version()))
            .toList();
    return new InspectReport(
        name,
        image.digest(),
        image.platform(),
        image.labels(),
        layers,
        packages,
        image.environment());
  }
}
