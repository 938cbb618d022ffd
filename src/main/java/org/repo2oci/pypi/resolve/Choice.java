package org.repo2oci.pypi.resolve;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.pypi.spec.Requirement;
import org.repo2oci.pypi.spec.Requirements;

/** Picks one archive of each package: the best wheel that fits, else the source. */
final class Choice {
  private static final String SHA256 = "sha256:";

  private final WheelTags tags;
  private final PythonTarget target;
  private final Requirements user;

  Choice(PythonTarget target, Requirements user) {
    this.tags = WheelTags.of(target);
    this.target = target;
    this.user = user;
  }

  /** The archive to take from an index. */
  Pylock.File pick(Pylock.Entry entry) {
    Predicate<Pylock.File> allowed = allowed(entry.name());
    Optional<Pylock.File> wheel =
        entry.wheels().stream()
            .filter(allowed)
            .filter(file -> rank(file).isPresent())
            .min(
                Comparator.comparingInt((Pylock.File file) -> rank(file).orElseThrow())
                    .thenComparing(Comparator.comparingLong(Choice::build).reversed())
                    .thenComparing(Pylock.File::filename));
    return wheel.or(() -> entry.sdist().filter(allowed)).orElseThrow(() -> nothing(entry));
  }

  private Optional<Integer> rank(Pylock.File file) {
    return WheelFileName.parse(file.filename()).flatMap(tags::rank);
  }

  private static long build(Pylock.File file) {
    return WheelFileName.parse(file.filename()).map(WheelFileName::buildNumber).orElse(-1L);
  }

  /** With hashes in the user's list only archives with one of them count, as for pip. */
  private Predicate<Pylock.File> allowed(String name) {
    Set<String> hashes = hashes(name);
    boolean onlySha256 =
        !hashes.isEmpty() && hashes.stream().allMatch(hash -> hash.startsWith(SHA256));
    // Other algorithms are checked when the archive is at hand.
    return file ->
        !onlySha256
            || file.sha256().isEmpty()
            || hashes.contains(file.sha256().get().toString().toLowerCase(Locale.ROOT));
  }

  /** What the user's list allows for this package, {@code algorithm:hex}; empty for anything. */
  Set<String> hashes(String name) {
    return user.named(name)
        .flatMap(requirement -> requirement.options().hashes().stream())
        .collect(Collectors.toSet());
  }

  private BuildFailure nothing(Pylock.Entry entry) {
    String label = entry.name() + entry.version().map(version -> "==" + version).orElse("");
    List<Requirement> named = user.named(entry.name()).toList();
    if (!named.isEmpty() && !hashes(entry.name()).isEmpty()) {
      return BuildFailure.input(
              "Cannot resolve %s: no archive of `%s` has a hash of the list"
                  .formatted(named.getFirst().origin(), label))
          .withDetail("the index has " + known(entry))
          .withHint(
              "Take the hashes from the index that the version comes from, or correct the version");
    }
    return BuildFailure.input(
            "Cannot resolve `%s`: it has no wheel for Python %s on %s and no source"
                .formatted(label, target.version(), target.platform()))
        .withHint("Ask for another version of `%s`".formatted(entry.name()));
  }

  private static String known(Pylock.Entry entry) {
    return java.util.stream.Stream.concat(entry.wheels().stream(), entry.sdist().stream())
        .limit(3)
        .map(file ->
            "`%s` with `%s`"
                .formatted(
                    file.filename(), file.sha256().map(Object::toString).orElse("no sha256")))
        .collect(Collectors.joining(", "));
  }
}
