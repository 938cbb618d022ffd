package org.repo2oci.build;

import java.util.List;
import java.util.Optional;
import org.repo2oci.buildpack.RWish;
import org.repo2oci.cran.RDefinition;
import org.repo2oci.cran.RVersion;
import org.repo2oci.cran.spec.DescriptionFile;
import org.repo2oci.cran.spec.RDependency;
import org.repo2oci.cran.spec.RenvLock;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.repository.Checkout;

/**
 * An R that a repository asks for and that the distribution has not.
 *
 * @param version {@code x.y} or {@code x.y.z}
 * @param file that says so
 * @param needed whether another R is certain not to do
 */
record WantedR(String version, String file, boolean needed) {
  private static final int LARGEST_FILE = 32 << 20;

  /** Empty where the distribution's will do. The first file that says anything decides. */
  static Optional<WantedR> of(RWish wish, Checkout checkout, RDefinition definition) {
    String there = definition.version();
    if (wish.version().isPresent()) {
      String version = wish.version().get();
      return (there + ".").startsWith(version + ".")
          ? Optional.empty()
          : Optional.of(
              new WantedR(
                  version, "runtime.txt", !isOlder(version, there) && !sameMinor(version, there)));
    }
    if (wish.renvLock().isPresent()) {
      String file = wish.renvLock().get();
      String version = RenvLock.parse(checkout.source().read(file, LARGEST_FILE), file).version();
      if (RVersion.is(version)) {
        // Another z of x.y runs the same packages.
        return sameMinor(version, there)
            ? Optional.empty()
            : Optional.of(new WantedR(version, file, false));
      }
    }
    return wish.description().flatMap(file -> description(file, checkout, definition));
  }

  private static Optional<WantedR> description(
      String file, Checkout checkout, RDefinition definition) {
    List<RDependency> limits =
        DescriptionFile.parse(checkout.source().read(file, LARGEST_FILE), file).needs().stream()
            .filter(RDependency::isR)
            .filter(one -> !one.operator().isEmpty())
            .toList();
    RVersion there = new RVersion(definition.version());
    if (limits.stream().allMatch(one -> one.allows(there))) {
      return Optional.empty();
    }
    String version =
        definition.builds().latestFirst().stream()
            .filter(known -> limits.stream().allMatch(one -> one.allows(known)))
            .findFirst()
            .map(RVersion::text)
            .or(() ->
                limits.stream()
                    .filter(one -> !one.allows(there))
                    .findFirst()
                    .map(RDependency::version))
            .orElseThrow();
    return Optional.of(new WantedR(version, file, true));
  }

  /** Whether an R of the same major version came before the other. */
  private static boolean isOlder(String version, String there) {
    return version.split("\\.", -1)[0].equals(there.split("\\.", -1)[0])
        && new RVersion(version).compareTo(new RVersion(there)) < 0;
  }

  private static boolean sameMinor(String version, String other) {
    return minor(version).equals(minor(other));
  }

  private static String minor(String version) {
    String[] parts = version.split("\\.", -1);
    return parts.length < 2 ? version : parts[0] + "." + parts[1];
  }

  /** What is said where it can't be had: a warning, or for what is needed a failure. */
  BuildFailure missing(String distribution, String reason) {
    BuildFailure failure =
        BuildFailure.input(
                "Cannot use R %s, which `%s` asks for: %s".formatted(version, file, reason))
            .withHint("`--r-builds` says where else there is one, as a URL or a file");
    return failure.withHint(
        file.equals("runtime.txt")
            ? "Ask for `r-%s` in runtime.txt, or name `r-base=%s` in environment.yml"
                .formatted(minor(distribution), version)
            : "`r-base=%s` in environment.yml takes it from conda".formatted(version));
  }

  /** That another is taken. */
  String warning(String taken, String reason) {
    return ("`%s` asks for R %s, and the image has R %s: %s. `--r-builds` says"
            + " where else there is one; `r-base=%s` in environment.yml takes it from conda")
        .formatted(file, version, taken, reason, version);
  }
}
