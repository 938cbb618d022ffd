package org.repo2oci.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.repo2oci.cli.application.OutputTarget;
import org.repo2oci.image.ImageReference;
import picocli.CommandLine.Option;

/** Where the image goes. */
final class DeliveryOptions implements OptionGroup {
  @Option(
      names = {"-t", "--tag"},
      paramLabel = "IMAGE",
      description = "A name for the image (again for more)")
  private List<String> tags = new ArrayList<>();

  @Option(names = "--push", description = "Push to the registries of the names")
  private boolean push;

  @Option(
      names = "--output",
      paramLabel = "WHERE",
      description = "docker-daemon, oci:DIR, oci-archive:FILE or docker-archive:FILE")
  private List<String> outputs = new ArrayList<>();

  @Override
  public String heading() {
    return "Delivery";
  }

  List<ImageReference> tags() {
    return Parsed.values("--tag", tags, ImageReference::parse);
  }

  boolean push() {
    return push;
  }

  List<OutputTarget> outputs() {
    return Parsed.values("--output", outputs, OutputTarget::parse);
  }
}
