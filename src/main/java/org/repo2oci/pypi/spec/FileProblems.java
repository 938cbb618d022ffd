package org.repo2oci.pypi.spec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.repo2oci.failure.BuildFailure;

/** What is wrong with a file, told all at once. */
public final class FileProblems {
  private static final int SHOWN = 20;
  private static final int HINTS = 3;

  private final String verb;
  private final List<Problem> all = new ArrayList<>();

  private record Problem(SourceLine at, String why, String hint) {}

  /**
   * None yet.
   *
   * @param verb what failed, such as {@code Cannot read}
   */
  public FileProblems(String verb) {
    this.verb = verb;
  }

  public void add(SourceLine at, String why, String hint) {
    all.add(new Problem(at, why, hint));
  }

  /**
   * Fails where something was added.
   *
   * @throws BuildFailure whose message is the first line that is wrong
   */
  public void failOnAny() {
    if (all.isEmpty()) {
      return;
    }
    all.sort(Comparator.comparingInt(problem -> problem.at().line()));
    Problem first = all.getFirst();
    BuildFailure failure = BuildFailure.input("%s %s: %s".formatted(verb, first.at(), first.why()));
    for (Problem other : all.stream().skip(1).limit(SHOWN - 1).toList()) {
      failure = failure.withDetail("%s: %s".formatted(other.at(), other.why()));
    }
    if (all.size() > SHOWN) {
      failure = failure.withDetail("%d more lines like these".formatted(all.size() - SHOWN));
    }
    Set<String> hints = new LinkedHashSet<>();
    all.forEach(problem -> hints.add(problem.hint()));
    for (String hint : hints.stream().limit(HINTS).toList()) {
      failure = failure.withHint(hint);
    }
    throw failure;
  }
}
