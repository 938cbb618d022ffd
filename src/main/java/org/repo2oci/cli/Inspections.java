package org.repo2oci.cli;

import java.util.List;
import org.repo2oci.cli.application.DiffArguments;
import org.repo2oci.cli.application.DiffReport;
import org.repo2oci.cli.application.InspectReport;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.inspect.ImageDifference;
import org.repo2oci.inspect.ImageSource;
import org.repo2oci.inspect.InspectedImage;

/** What `inspect` and `diff` were asked, as the room that inspects wants it, and its answers. */
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

  static DiffReport difference(DiffArguments asked, ImageDifference found) {
    return new DiffReport(
        side(asked.before(), found.from()),
        side(asked.after(), found.to()),
        found.packages(),
        found.fresh(),
        found.node(),
        found.keeping(),
        found.push());
  }

  private static DiffReport.Side side(String name, InspectedImage image) {
    return new DiffReport.Side(name, image.digest(), image.layers().size());
  }

  static InspectReport report(String name, InspectedImage image) {
    List<InspectReport.ImageLayer> layers =
        image.layers().stream()
            .map(layer ->
                new InspectReport.ImageLayer(
                    layer.digest(), layer.diffId(), layer.size(), layer.key(), layer.createdBy()))
            .toList();
    return new InspectReport(
        name,
        image.digest(),
        image.platform(),
        image.labels(),
        layers,
        image.packages(),
        image.environment());
  }
}
