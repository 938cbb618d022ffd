package org.repo2oci.buildpack;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.repo2oci.failure.BuildFailure;

/** Which Python a repository wants: {@code runtime.txt}, then {@code requires-python}. */
final class PythonChoice {
  /** The kinds of the two files that say it. */
  private static final String RUNTIME = "runtime";

  private static final Set<String> REQUIRES = Set.of("requires-python", "project");
  private static final Set<String> PIPFILES = Set.of("pipfile", "pipfile-lock");
  private static final Pattern MINOR = Pattern.compile("\\d+\\.\\d+");

  /** What conda channels have, the newest first; tried where a range has not the base's. */
  private static final List<String> OF_CONDA =
      List.of("3.14", "3.13", "3.12", "3.11", "3.10", "3.9", "3.8");

  private final Facts facts;
  private final String base;

  PythonChoice(Facts facts, String base) {
    this.facts = facts;
    this.base = base;
  }

  /** A version, and that it must come from conda where it is not the base's. */
  record Answer(String version, Optional<CondaWish> conda) {}

  /** The {@code x.y}; what cannot be had is added to the problems. */
  Answer answer(Collection<UsedFile> used, List<BuildFailure> problems) {
    if (file(used, PIPFILES).isPresent()) {
      return facts.pipfilePython().map(this::ofPipfile).orElse(ofBase());
    }
    Optional<UsedFile> runtime = file(used, Set.of(RUNTIME));
    Optional<UsedFile> pylock = file(used, Set.of("pylock-lock"));
    Optional<UsedFile> project = file(used, REQUIRES).or(() -> pylock);
    Optional<PythonRange> range =
        file(used, REQUIRES)
            .flatMap(_ -> facts.project())
            .flatMap(PythonProject::requiresPython)
            .or(() -> pylock.flatMap(_ -> facts.pylockPython()));
    if (runtime.isEmpty()) {
      return range
          .map(wanted -> inRange(wanted, project.orElseThrow().path(), problems))
          .orElse(ofBase());
    }
    String path = runtime.get().path();
    String wanted = facts.runtime().flatMap(RuntimeFile::version).orElse("");
    String minor = wanted.equals("3") ? base : wanted;
    if (!MINOR.matcher(minor).matches()) {
      problems.add(
          BuildFailure.input(
                  "Cannot read `%s`: a Python version is `x.y`, not `%s`".formatted(path, wanted))
              .withHint("Write for example `python-%s`".formatted(base)));
      return ofBase();
    }
    if (range.filter(allowed -> !allowed.allows(minor)).isPresent()) {
      problems.add(
          BuildFailure.input(
                  "Cannot use `%s`: `%s` does not take Python %s, but `%s`"
                      .formatted(path, project.orElseThrow().path(), minor, range.get().text()))
              .withHint("Change one of the two"));
    }
    return exactly(minor, path, minor);
  }

  private Answer inRange(PythonRange range, String path, List<BuildFailure> problems) {
    if (range.allows(base)) {
      return ofBase();
    }
    Optional<String> minor = OF_CONDA.stream().filter(range::allows).findFirst();
    if (minor.isEmpty()) {
      problems.add(
          BuildFailure.input(
                  "Cannot use `%s`: no Python fits its `requires-python` `%s`"
                      .formatted(path, range.text()))
              .withHint(
                  "Pythons are known from %s to %s"
                      .formatted(OF_CONDA.getLast(), OF_CONDA.getFirst())));
    }
    return minor.map(found -> exactly(found, path, range.text())).orElse(ofBase());
  }

  /** As for repo2docker: {@code x.y} counts, {@code x} is whatever there is. */
  private Answer ofPipfile(PipfilePython wanted) {
    return MINOR.matcher(wanted.version()).matches()
        ? exactly(wanted.version(), wanted.path(), wanted.version())
        : ofBase();
  }

  private Answer ofBase() {
    return new Answer(base, Optional.empty());
  }

  private Answer exactly(String minor, String path, String wanted) {
    return minor.equals(base)
        ? ofBase()
        : new Answer(minor, Optional.of(new CondaWish.Python(minor, path, wanted)));
  }

  private static Optional<UsedFile> file(Collection<UsedFile> used, Set<String> kinds) {
    return used.stream().filter(file -> kinds.contains(file.kind())).findFirst();
  }
}
