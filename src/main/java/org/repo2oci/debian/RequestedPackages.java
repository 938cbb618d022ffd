package org.repo2oci.debian;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.repo2oci.failure.BuildFailure;

/** What a user's list asks of an index. */
final class RequestedPackages {
  /** Toolboxes of compilers. */
  private static final Set<String> BUILDS = Set.of("build", "r");

  /** Beside headers: what Python packages are built with. */
  private static final Set<String> BUILD_TOOLS =
      Set.of(
          "autoconf",
          "automake",
          "bison",
          "cmake",
          "flex",
          "gfortran",
          "libtool",
          "ninja-build",
          "nodejs",
          "npm",
          "swig");

  private RequestedPackages() {}

  /** Says at once all that cannot be had. */
  static void check(PackageIndex index, List<AptRequest> requests) {
    List<String> missing = new ArrayList<>();
    Set<String> hints = new LinkedHashSet<>();
    for (AptRequest request : requests) {
      Dependency.Alternative plain =
          new Dependency.Alternative(request.name(), Optional.empty(), Optional.empty());
      Set<String> others = index.refused(request.name());
      if (index.find(request.name()).isEmpty() && !others.isEmpty()) {
        missing.add(
            "`%s` at line %d: there is `%s`"
                .formatted(request, request.line(), String.join("`, `", others)));
      } else if (index.candidates(plain).isEmpty()) {
        missing.add("`%s` at line %d".formatted(request, request.line()));
        List<String> similar = index.similarTo(request.name());
        if (!similar.isEmpty()) {
          hints.add(
              "For `%s`, did you mean `%s`?"
                  .formatted(request.name(), String.join("`, `", similar)));
        }
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    BuildFailure failure =
        BuildFailure.input("Cannot find the Debian package " + missing.getFirst());
    for (String other : missing.subList(1, missing.size())) {
      failure = failure.withDetail("nor " + other);
    }
    for (String hint : hints) {
      failure = failure.withHint(hint);
    }
    throw failure.withHint(
        "The image is Debian, where some packages have other names than in Ubuntu");
  }

  /**
   * The package that is meant by names joined by {@code |}: one that is there, else the first that
   * can be had, else the last name.
   */
  static String ofAlternatives(PackageIndex index, Map<String, DebianPackage> there, String names) {
    List<String> alternatives = List.of(names.split(" \\| ", -1));
    List<String> found =
        alternatives.stream()
            .flatMap(name ->
                index
                    .candidates(
                        new Dependency.Alternative(name, Optional.empty(), Optional.empty()))
                    .stream())
            .map(DebianPackage::name)
            .toList();
    return found.stream()
        .filter(there::containsKey)
        .findFirst()
        .or(() -> found.stream().findFirst())
        .orElse(alternatives.getLast());
  }

  /** A toolbox, and for builds from source what the list has for them. */
  static SortedMap<String, DebianPackage> toolbox(
      PackageIndex index, String toolbox, List<String> packages, List<String> requested) {
    SortedMap<String, DebianPackage> members = Closure.of(index, packages, false);
    List<String> more =
        requested.stream()
            .filter(name -> BUILDS.contains(toolbox))
            .filter(name -> name.endsWith("-dev") || BUILD_TOOLS.contains(name))
            .toList();
    for (String name : more) {
      try {
        SortedMap<String, DebianPackage> larger = new TreeMap<>(members);
        larger.putAll(Closure.beyond(index, members, List.of(name)));
        members = larger;
      } catch (BuildFailure e) {
        // It excludes what every build has, such as another flavour of the same headers.
      }
    }
    return members;
  }
}
