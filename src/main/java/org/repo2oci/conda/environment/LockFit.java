package org.repo2oci.conda.environment;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.spec.CondaVersion;
import org.repo2oci.conda.spec.MatchSpec;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.pypi.spec.FileProblems;
import org.repo2oci.pypi.spec.PackageName;

/**
 * Whether a lock file has what an environment file asks for. A lock file that was not made again
 * after a change is seen where a package is missing, or its version is another.
 */
final class LockFit {
  private static final Pattern NAME =
      Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*)\\s*(?:\\[[^\\]]*])?\\s*(?:$|[=<>!~;@(].*)");

  private final CondaLock lock;

  LockFit(CondaLock lock) {
    this.lock = lock;
  }

  /**
   * Checks it.
   *
   * @throws BuildFailure naming every line of the environment file that the lock does not meet
   */
  void check(EnvironmentFile file) {
    FileProblems problems = new FileProblems("Cannot use");
    String hint = "Make `%s` again from `%s`, or delete it".formatted(lock.path(), file.path());
    for (SpecLine spec : file.specs()) {
      unmet(MatchSpec.parse(spec.text()))
          .ifPresent(has ->
              problems.add(
                  spec.origin(), "it asks for `%s`, and %s".formatted(spec.text(), has), hint));
    }
    Set<String> installed = new HashSet<>();
    lock.pip().forEach(line -> name(line.text()).ifPresent(installed::add));
    lock.packages().forEach(one -> installed.add(PackageName.normalised(one.record().name())));
    for (SpecLine line : file.pip()) {
      name(line.text())
          .filter(name -> !installed.contains(name))
          .ifPresent(name ->
              problems.add(
                  line.origin(),
                  "it asks for `%s`, and `%s` has none".formatted(line.text(), lock.path()),
                  hint));
    }
    problems.failOnAny();
  }

  /** What the lock has instead; absent where it has what is asked for. */
  private Optional<String> unmet(MatchSpec spec) {
    if (!spec.isForOneName() || spec.name().startsWith("__")) {
      return Optional.empty();
    }
    Optional<LockedConda> locked = lock.named(spec.name());
    if (locked.isEmpty()) {
      return Optional.of("`%s` has none".formatted(lock.path()));
    }
    // Only what every lock file says: build numbers and licences are not in all of them.
    return spec.version().matches(CondaVersion.parse(locked.get().record().version()))
        ? Optional.empty()
        : Optional.of(
            "`%s` has %s %s".formatted(lock.path(), spec.name(), locked.get().record().version()));
  }

  /** The distribution that a line for pip names; absent for options, paths and bare URLs. */
  private static Optional<String> name(String line) {
    Matcher name = NAME.matcher(line);
    return name.matches() ? Optional.of(PackageName.normalised(name.group(1))) : Optional.empty();
  }
}
