package org.repo2oci.output;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.repo2oci.image.ImageReference;

/** The forms of a name that layouts and archives hold. */
final class ImageNames {
  private static final String DEFAULT_TAG = "latest";

  private ImageNames() {}

  static String tag(ImageReference name) {
    return name.tag().orElse(DEFAULT_TAG);
  }

  /** A tag is the key of a layout: of names with the same one the first stays. */
  static Collection<ImageReference> onePerTag(List<ImageReference> names) {
    Map<String, ImageReference> byTag = new LinkedHashMap<>();
    names.forEach(name -> byTag.putIfAbsent(tag(name), name));
    return byTag.values();
  }

  /** With the tag, and as short as the user gave it: Docker's {@code RepoTags}. */
  static String familiar(ImageReference name) {
    return name.withTag(tag(name)).toString();
  }

  /** With the registry and the folder that short names leave out. */
  static String whole(ImageReference name) {
    if (name.registry().isPresent()) {
      return familiar(name);
    }
    String folder = name.repository().contains("/") ? "" : "library/";
    return "docker.io/" + folder + familiar(name);
  }
}
