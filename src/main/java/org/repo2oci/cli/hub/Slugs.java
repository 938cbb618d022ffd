package org.repo2oci.cli.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Short names of profiles, each once, which a hub keeps in its links. */
final class Slugs {
  private static final int LONGEST = 40;

  private Slugs() {}

  static List<String> of(List<HubImage> images) {
    List<String> slugs = new ArrayList<>();
    for (HubImage image : images) {
      String slug = slug(image.title());
      String one = slug;
      for (int number = 2; slugs.contains(one); number++) {
        one = slug + "-" + number;
      }
      slugs.add(one);
    }
    return slugs;
  }

  private static String slug(String title) {
    String slug = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    slug = slug.substring(0, Math.min(LONGEST, slug.length())).replaceAll("^-+|-+$", "");
    return slug.isEmpty() ? "image" : slug;
  }
}
