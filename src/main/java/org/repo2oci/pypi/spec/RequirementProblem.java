package org.repo2oci.pypi.spec;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.repo2oci.failure.BuildFailure;

/** A line that cannot be used, and why. */
record RequirementProblem(SourceLine origin, String why, Optional<String> hint) {
  private static final int SHOWN = 20;

  RequirementProblem(SourceLine origin, String why) {
    this(origin, why, Optional.empty());
  }

  RequirementProblem(SourceLine origin, String why, String hint) {
    this(origin, why, Optional.of(hint));
  }

  /** All problems in one failure; the first one is its message. */
  static BuildFailure failure(List<RequirementProblem> problems) {
    List<RequirementProblem> sorted =
        problems.stream()
            .sorted(Comparator.comparingInt(problem -> problem.origin().line()))
            .toList();
    RequirementProblem first = sorted.getFirst();
    BuildFailure failure =
        BuildFailure.input("Cannot read %s: %s".formatted(first.origin(), first.why()));
    for (RequirementProblem other : sorted.subList(1, Math.min(sorted.size(), SHOWN))) {
      failure = failure.withDetail("%s: %s".formatted(other.origin(), other.why()));
    }
    if (sorted.size() > SHOWN) {
      failure = failure.withDetail("%d more lines like these".formatted(sorted.size() - SHOWN));
    }
    List<String> hints =
        sorted.stream().flatMap(problem -> problem.hint().stream()).distinct().limit(3).toList();
    for (String hint : hints) {
      failure = failure.withHint(hint);
    }
    return hints.isEmpty()
        ? failure.withHint("A requirement is written `name`, `name==1.2` or `name>=1.2,<2`")
        : failure;
  }
}
