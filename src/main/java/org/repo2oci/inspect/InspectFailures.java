package org.repo2oci.inspect;

import java.util.List;
import org.repo2oci.failure.BuildFailure;

/** What a user is told when an image cannot be read. */
final class InspectFailures {
  private static final int SHOWN = 20;

  private InspectFailures() {}

  static BuildFailure unreadable(String name, String why) {
    return BuildFailure.input("Cannot inspect `%s`: %s".formatted(name, why));
  }

  /**
   * No image, or several.
   *
   * @param names of the images that are there
   */
  static BuildFailure notOne(String name, int found, List<String> names) {
    BuildFailure failure =
        unreadable(
            name,
            names.isEmpty() && found == 0
                ? "it holds no image"
                : found == 0 ? "it has no such image" : "it holds %d images".formatted(found));
    List<String> shown = names.stream().distinct().limit(SHOWN).toList();
    return shown.isEmpty()
        ? failure
        : failure
            .withDetail("Its images are `%s`".formatted(String.join("`, `", shown)))
            .withHint("Name one after a colon, such as `%s:%s`".formatted(name, shown.getFirst()));
  }
}
