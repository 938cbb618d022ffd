package org.repo2oci.pypi.project;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.pypi.spec.FileProblems;
import org.repo2oci.pypi.spec.SourceLine;

/**
 * Whether a lock file was made of what its project asks for now. The tools compare digests of
 * files, which change with a comment; here every dependency is compared, so that the line that
 * differs can be named.
 */
final class ProjectFit {
  private final String lock;
  private final String command;
  private final FileProblems problems = new FileProblems("Cannot use");

  /**
   * A check.
   *
   * @param lock the lock file's path
   * @param command that makes it again
   */
  ProjectFit(String lock, String command) {
    this.lock = lock;
    this.command = command;
  }

  /** A package of the lock file. */
  record Locked(String name, String version, int line) {}

  /** Each dependency must be there in a version that it allows. */
  void has(Collection<Asked> asked, List<Locked> locked) {
    for (Asked one : asked) {
      List<Locked> named = locked.stream().filter(l -> l.name().equals(one.name())).toList();
      if (named.isEmpty()) {
        add(one.at(), "it asks for `%s`, and `%s` has none".formatted(one.text(), lock));
      } else if (named.stream()
          .noneMatch(found -> VersionRange.allows(one.versions(), found.version()))) {
        add(
            one.at(),
            "it asks for `%s`, and `%s` has %s %s"
                .formatted(one.text(), lock, one.name(), named.getFirst().version()));
      }
    }
  }

  /** The lock was made for these names; each must still be asked for. */
  void stillAsked(Collection<Locked> once, Set<String> now, String project) {
    for (Locked one : once) {
      if (!now.contains(one.name())) {
        add(
            new SourceLine(lock, one.line()),
            "it was made for `%s`, that `%s` does not ask for any more"
                .formatted(one.name(), project));
      }
    }
  }

  private void add(SourceLine at, String why) {
    problems.add(at, why, "Make it again with `%s`".formatted(command));
  }

  /**
   * Ends the check.
   *
   * @throws BuildFailure naming every line that differs
   */
  void failOnAny() {
    problems.failOnAny();
  }
}
