package org.repo2oci.conda.link;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Follows symbolic links below a prefix as the kernel would, and sees where they leave it. */
final class LinkGuard {
  private static final int MAX_STEPS = 40;

  private final Map<String, String> links;

  /**
   * @param links path below the prefix to target
   */
  LinkGuard(Map<String, String> links) {
    this.links = links;
  }

  /** Where a path leads, below the prefix; empty where that is outside, or nowhere for a loop. */
  Optional<String> followed(String path) {
    Deque<String> names = new ArrayDeque<>(Arrays.asList(path.split("/", -1)));
    List<String> at = new ArrayList<>();
    int steps = 0;
    while (!names.isEmpty()) {
      String name = names.removeFirst();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        if (at.isEmpty()) {
          return Optional.empty();
        }
        at.removeLast();
        continue;
      }
      at.add(name);
      String target = links.get(String.join("/", at));
      if (target != null) {
        if (target.startsWith("/") || ++steps > MAX_STEPS) {
          return Optional.empty();
        }
        at.removeLast();
        List<String> further = Arrays.asList(target.split("/", -1));
        further.reversed().forEach(names::addFirst);
      }
    }
    return Optional.of(String.join("/", at));
  }
}
