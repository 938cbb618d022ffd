package org.repo2oci.buildpack;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.repo2oci.conda.environment.CondaLock;
import org.repo2oci.failure.BuildFailure;

/** What the R files of a repository say. */
final class RFiles {
  private static final String R = "r";

  /** A spec of conda for R or one of its packages, with a channel in front where there is one. */
  private static final Pattern OF_CONDA = Pattern.compile("(?:.*::)?r-[a-z0-9].*");

  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+(?:\\.\\d+)?");

  private final Facts facts;

  RFiles(Facts facts) {
    this.facts = facts;
  }

  /**
   * What is wanted; empty where nothing is.
   *
   * @param chosen the buildpack that decides
   */
  Optional<RWish> wish(
      Buildpack chosen,
      Collection<UsedFile> used,
      Optional<CondaWish> conda,
      List<BuildFailure> problems) {
    boolean ofConda = conda.filter(RFiles::namesR).isPresent();
    if (!chosen.name().equals(R) && !ofConda) {
      return Optional.empty();
    }
    Optional<UsedFile> runtime = file(used, "runtime-r");
    Optional<RuntimeFile> said = runtime.flatMap(_ -> facts.runtime());
    Optional<String> version = said.flatMap(RuntimeFile::version);
    version
        .filter(text -> !VERSION.matcher(text).matches())
        .ifPresent(text ->
            problems.add(
                BuildFailure.input(
                        "Cannot read `%s`: an R version is `x.y` or `x.y.z`, not `%s`"
                            .formatted(runtime.orElseThrow().path(), text))
                    .withHint("Write for example `r-4.5`")));
    return Optional.of(
        new RWish(
            version,
            said.flatMap(RuntimeFile::date)
                .flatMap(text -> date(text, runtime.orElseThrow().path(), problems)),
            file(used, "install-r").map(UsedFile::path),
            file(used, "description").map(UsedFile::path),
            file(used, "renv-lock").map(UsedFile::path),
            ofConda));
  }

  private static Optional<LocalDate> date(String text, String path, List<BuildFailure> problems) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeException e) {
      problems.add(
          BuildFailure.input("Cannot read `%s`: `%s` is no day".formatted(path, text))
              .withHint("Write year, month and day, such as `r-4.5-2026-01-31`"));
      return Optional.empty();
    }
  }

  private static boolean namesR(CondaWish wish) {
    return switch (wish) {
      case CondaWish.Solve(var file) ->
          file.specs().stream()
              .anyMatch(spec -> OF_CONDA.matcher(spec.text().toLowerCase(Locale.ROOT)).matches());
      case CondaWish.Locked(CondaLock lock, var _) -> lock.named("r-base").isPresent();
      case CondaWish.Python _ -> false;
    };
  }

  private static Optional<UsedFile> file(Collection<UsedFile> used, String kind) {
    return used.stream().filter(file -> file.kind().equals(kind)).findFirst();
  }
}
