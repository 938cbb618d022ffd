package org.repo2oci.cli.hub;

import java.util.List;

/** Profiles of a KubeSpawner that is set up in Python. */
record KubeProfiles(List<HubImage> images) {
  String text() {
    StringBuilder text = new StringBuilder();
    text.append("c.KubeSpawner.profile_list = [\n");
    List<String> slugs = Slugs.of(images);
    for (int i = 0; i < images.size(); i++) {
      HubImage image = images.get(i);
      text.append("    {\n");
      entry(text, 8, "display_name", Quoted.of(image.title()));
      entry(text, 8, "slug", Quoted.of(slugs.get(i)));
      if (!image.about().isEmpty()) {
        entry(text, 8, "description", Quoted.of(image.about()));
      }
      if (i == 0) {
        entry(text, 8, "default", "True");
      }
      text.append("        \"kubespawner_override\": {\n");
      text.append(image.tag().map(tag -> "            # tag " + tag + "\n").orElse(""));
      entry(text, 12, "image", Quoted.of(image.byDigest()));
      image.defaultUrl().ifPresent(page -> entry(text, 12, "default_url", Quoted.of(page)));
      image
          .resources()
          .memory()
          .ifPresent(size -> {
            entry(text, 12, "mem_limit", Quoted.of(size));
            entry(text, 12, "mem_guarantee", Quoted.of(size));
          });
      image
          .resources()
          .cpus()
          .ifPresent(cpus -> entry(text, 12, "cpu_limit", HubResources.decimal(cpus)));
      text.append("        },\n    },\n");
    }
    return text.append("]\n").toString();
  }

  private static void entry(StringBuilder text, int indent, String name, String value) {
    text.append(" ".repeat(indent)).append('"').append(name).append("\": ");
    text.append(value).append(",\n");
  }
}
