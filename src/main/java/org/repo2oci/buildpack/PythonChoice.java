package org.repo2oci.buildpack;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.repo2oci.failure.BuildFailure;

/** Which Python a repository wants: {@code runtime.txt}, then {@code requires-python}. */
final class PythonChoice {
  /** The kinds of the two files that say it. */
  private static final String RUNTIME = "runtime";

  private static final String REQUIRES = "requires-python";
  private static final Pattern MINOR = Pattern.compile("\\d+\\.\\d+");

  private final Facts facts;
  private final String base;

  PythonChoice(Facts facts, String base) {
    this.facts = facts;
    this.base = base;
  }

  /** The {@code x.y}; what cannot be had is added to the problems. */
  String version(Collection<UsedFile> used, List<BuildFailure> problems) {
    Optional<UsedFile> runtime = file(used, RUNTIME);
    Optional<UsedFile> project = file(used, REQUIRES);
    Optional<PythonRange> range =
        project.flatMap(_ -> facts.project()).flatMap(PythonProject::requiresPython);
    if (runtime.isEmpty()) {
      range
          .filter(wanted -> !wanted.allows(base))
          .ifPresent(wanted ->
              problems.add(
                  unsupported(
                      project.orElseThrow().path(), "Python `%s`".formatted(wanted.text()))));
      return base;
    }
    String path = runtime.get().path();
    String wanted = facts.runtime().flatMap(RuntimeFile::version).orElse("");
    String minor = wanted.equals("3") ? base : wanted;
    if (!MINOR.matcher(minor).matches()) {
      problems.add(
          BuildFailure.input(
                  "Cannot read `%s`: a Python version is `x.y`, not `%s`".formatted(path, wanted))
              .withHint("Write for example `python-%s`".formatted(base)));
      return base;
    }
    if (range.filter(allowed -> !allowed.allows(minor)).isPresent()) {
      problems.add(
          BuildFailure.input(
                  "Cannot use `%s`: `%s` does not take Python %s, but `%s`"
                      .formatted(path, project.orElseThrow().path(), minor, range.get().text()))
              .withHint("Change one of the two"));
    } else if (!minor.equals(base)) {
      problems.add(unsupported(path, "Python " + minor));
    }
    return minor;
  }

  private BuildFailure unsupported(String path, String wanted) {
    return BuildFailure.input(
            "Cannot use `%s`: it asks for %s, and only Python %s is supported yet"
                .formatted(path, wanted, base))
        .withHint("Try `python-%s`, the Python of the base".formatted(base));
  }

  private static Optional<UsedFile> file(Collection<UsedFile> used, String kind) {
    return used.stream().filter(file -> file.kind().equals(kind)).findFirst();
  }
}
