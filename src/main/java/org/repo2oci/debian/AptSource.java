package org.repo2oci.debian;

import java.net.URI;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * One URI of a source that apt is set up with (sources.list(5)).
 *
 * @param signedBy what the source names as its keys; empty where it names none
 */
record AptSource(URI uri, List<String> suites, List<String> components, String signedBy) {
  static final Set<String> SCHEMES = Set.of("http", "https", "file");

  private static final String RELEASES =
      "(stretch|buster|bullseye|bookworm|trixie|forky|duke|sid"
          + "|oldoldstable|oldstable|stable|testing|unstable)";
  private static final Pattern MAIN =
      Pattern.compile(RELEASES + "(-updates|-proposed-updates|-backports(-sloppy)?)?");
  private static final Pattern BARE = Pattern.compile(RELEASES);
  private static final Pattern SECURITY = Pattern.compile(RELEASES + "(-security|/updates)");

  AptSource {
    suites = List.copyOf(suites);
    components = List.copyOf(components);
  }

  /** The enabled binary sources of a root filesystem, in apt's order. */
  static List<AptSource> readAll(Path root) {
    return new AptSettings(root).sources();
  }

  boolean isMain() {
    return components.contains("main")
        && suites.stream().allMatch(suite -> MAIN.matcher(suite).matches())
        && suites.stream().anyMatch(suite -> BARE.matcher(suite).matches());
  }

  boolean isSecurity() {
    return components.contains("main")
        && suites.stream().allMatch(suite -> SECURITY.matcher(suite).matches());
  }

  /**
   * The likeliest to be Debian itself: other vendors name their suites after Debian's releases too,
   * so Debian's keyring and its update suites count for more than the order.
   */
  static Optional<AptSource> best(List<AptSource> sources, Predicate<AptSource> kind) {
    return sources.stream()
        .filter(kind)
        .min(Comparator.comparingInt((AptSource source) -> -source.likelihood(sources)));
  }

  private int likelihood(List<AptSource> sources) {
    boolean vendor = !signedBy.isEmpty() && !signedBy.contains("debian-archive");
    boolean debian = signedBy.contains("debian-archive");
    boolean updated =
        sources.stream()
            .filter(other -> other.uri().equals(uri))
            .flatMap(other -> other.suites().stream())
            .anyMatch(suite -> suite.endsWith("-updates"));
    boolean named = uri.getPath() != null && uri.getPath().contains("debian");
    return (debian ? 8 : 0) - (vendor ? 8 : 0) + (updated ? 2 : 0) + (named ? 1 : 0);
  }
}
