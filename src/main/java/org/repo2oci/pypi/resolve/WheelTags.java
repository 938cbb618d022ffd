package org.repo2oci.pypi.resolve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tags that a Python on a platform accepts, best first (PEP 425, PEP 600, and the order of
 * packaging's {@code sys_tags}).
 */
final class WheelTags {
  private final Map<String, Integer> ranks = new HashMap<>();

  private WheelTags() {}

  static WheelTags of(PythonTarget target) {
    WheelTags tags = new WheelTags();
    String current = "cp%d%d".formatted(target.major(), target.minor());
    List<String> platforms = platforms(target);
    List<String> pure = List.of("any");
    tags.add(current, current, platforms);
    tags.add(current, "abi3", platforms);
    tags.add(current, "none", platforms);
    for (int minor = target.minor() - 1; minor >= 2 && target.major() == 3; minor--) {
      tags.add("cp3" + minor, "abi3", platforms);
    }
    List<String> generic = generic(target);
    generic.forEach(python -> tags.add(python, "none", platforms));
    tags.add(current, "none", pure);
    generic.forEach(python -> tags.add(python, "none", pure));
    return tags;
  }

  /** {@code py313}, {@code py3}, then the older minor versions. */
  private static List<String> generic(PythonTarget target) {
    List<String> names = new ArrayList<>();
    names.add("py%d%d".formatted(target.major(), target.minor()));
    names.add("py" + target.major());
    for (int minor = target.minor() - 1; minor >= 0; minor--) {
      names.add("py%d%d".formatted(target.major(), minor));
    }
    return names;
  }

  private static List<String> platforms(PythonTarget target) {
    String machine = target.machine();
    int oldest = machine.equals("x86_64") ? 5 : 17;
    List<String> names = new ArrayList<>();
    for (int minor = target.glibcMinor(); minor >= oldest; minor--) {
      names.add("manylinux_2_%d_%s".formatted(minor, machine));
      // names that stood before PEP 600
      switch (minor) {
        case 17 -> names.add("manylinux2014_" + machine);
        case 12 -> names.add("manylinux2010_" + machine);
        case 5 -> names.add("manylinux1_" + machine);
        default -> {}
      }
    }
    names.add("linux_" + machine);
    return names;
  }

  private void add(String python, String abi, List<String> platforms) {
    platforms.forEach(
        platform -> ranks.putIfAbsent(python + "-" + abi + "-" + platform, ranks.size()));
  }

  /** How good a wheel is, 0 the best; empty where it does not fit. */
  Optional<Integer> rank(WheelFileName wheel) {
    return wheel.tags().stream()
        .flatMap(tag -> Optional.ofNullable(ranks.get(tag)).stream())
        .min(Integer::compare);
  }
}
