package org.repo2oci.debian;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Debian packages that a buildpack adds to the base, such as those of R.
 *
 * @param name such as {@code r}; features lie above each other in the order of their names
 * @param packages that are in the image, with what they depend on; alternatives of which one will
 *     do are joined by {@code |}, the newest name last
 * @param toolboxes name to packages that are only unpacked, for the build itself
 */
public record Feature(
    String name, List<String> packages, SortedMap<String, List<String>> toolboxes) {
  public Feature {
    packages = List.copyOf(packages);
    toolboxes = new TreeMap<>(toolboxes);
  }
}
