package org.repo2oci.cli.hub;

import java.util.List;

/** Values of the Helm chart zero-to-jupyterhub. */
record HelmValues(List<HubImage> images) {
  String text() {
    return images.size() == 1 ? single(images.getFirst()) : profiles();
  }

  /**
   * The chart joins name and tag with a colon, for the hub and for what pulls images ahead: so a
   * digest fits where the algorithm goes with the name.
   */
  private static String single(HubImage image) {
    StringBuilder text = new StringBuilder();
    text.append("singleuser:\n");
    text.append("  image:\n");
    text.append("    # The chart puts a colon between them: the image by its digest");
    text.append(image.tag().map(tag -> ", tag " + tag).orElse("")).append("\n");
    text.append("    name: ").append(Quoted.of(image.name() + "@sha256")).append('\n');
    text.append("    tag: ").append(Quoted.of(image.digest().hex())).append('\n');
    image
        .defaultUrl()
        .ifPresent(page -> text.append("  defaultUrl: ").append(Quoted.of(page)).append('\n'));
    image
        .resources()
        .memory()
        .ifPresent(size ->
            text.append(
                "  memory:\n    limit: %s\n    guarantee: %s\n"
                    .formatted(Quoted.of(size), Quoted.of(size))));
    image
        .resources()
        .cpus()
        .ifPresent(
            cpus -> text.append("  cpu:\n    limit: %s\n".formatted(HubResources.decimal(cpus))));
    return text.toString();
  }

  private String profiles() {
    StringBuilder text = new StringBuilder();
    text.append("singleuser:\n  profileList:\n");
    List<String> slugs = Slugs.of(images);
    for (int i = 0; i < images.size(); i++) {
      HubImage image = images.get(i);
      text.append("    - display_name: ").append(Quoted.of(image.title())).append('\n');
      text.append("      slug: ").append(Quoted.of(slugs.get(i))).append('\n');
      if (!image.about().isEmpty()) {
        text.append("      description: ").append(Quoted.of(image.about())).append('\n');
      }
      if (i == 0) {
        text.append("      default: true\n");
      }
      text.append("      kubespawner_override:\n");
      text.append(image.tag().map(tag -> "        # tag " + tag + "\n").orElse(""));
      text.append("        image: ").append(Quoted.of(image.byDigest())).append('\n');
      image
          .defaultUrl()
          .ifPresent(
              page -> text.append("        default_url: ").append(Quoted.of(page)).append('\n'));
      image
          .resources()
          .memory()
          .ifPresent(size ->
              text.append(
                  "        mem_limit: %s\n        mem_guarantee: %s\n"
                      .formatted(Quoted.of(size), Quoted.of(size))));
      image
          .resources()
          .cpus()
          .ifPresent(
              cpus -> text.append("        cpu_limit: %s\n".formatted(HubResources.decimal(cpus))));
    }
    return text.toString();
  }
}
