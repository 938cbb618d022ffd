package org.repo2oci.conda.solve;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.repo2oci.conda.spec.CondaVersion;

/** Builds and requirements in few words. */
final class Wording {
  private static final int SHOWN = 4;

  /** {@code python 3.8|3.9|…|3.12}. */
  String builds(Builds builds, List<Integer> indices) {
    List<CondaVersion> versions =
        indices.stream().map(index -> builds.get(index).version()).sorted().distinct().toList();
    return builds.name()
        + " "
        + abbreviated(versions.stream().map(CondaVersion::toString).toList(), "|");
  }

  /** {@code `python >=3.8` or `python >=3.9`}. */
  String specs(List<Requirement> requirements) {
    return abbreviated(
        requirements.stream().map(one -> "`" + one + "`").distinct().toList(), " or ");
  }

  private static String abbreviated(List<String> all, String sign) {
    return all.size() <= SHOWN
        ? String.join(sign, all)
        : String.join(sign, all.subList(0, SHOWN - 2)) + sign + "…" + sign + all.getLast();
  }

  /** Why nothing is what is asked for. */
  String nothingMatches(Requirement requirement) {
    Builds builds = requirement.builds();
    String name = builds.name();
    if (builds.size() == 0) {
      return name.startsWith("__")
          ? "the image has no `%s`".formatted(name)
          : "no channel has `%s`".formatted(name);
    }
    return "%s `%s`, but %s"
        .formatted(
            name.startsWith("__") ? "the image has no" : "no channel has",
            requirement,
            has(builds));
  }

  /** {@code numpy 1.9 to 2.3}. */
  static String has(Builds builds) {
    List<CondaVersion> versions =
        IntStream.range(0, builds.size())
            .mapToObj(index -> builds.get(index).version())
            .sorted()
            .distinct()
            .toList();
    return versions.size() < SHOWN
        ? builds.name()
            + " "
            + versions.stream().map(CondaVersion::toString).collect(Collectors.joining("|"))
        : "%s %s to %s".formatted(builds.name(), versions.getFirst(), versions.getLast());
  }
}
