package org.repo2oci.conda.solve;

import org.jspecify.annotations.Nullable;
import org.repo2oci.conda.spec.MatchSpec;

/** What a spec asks for of one package. There is one for each text. */
final class Requirement {
  /** Of {@link #best}: no build is what is asked for. */
  static final long NONE = Long.MIN_VALUE;

  private static final long NO_TRACK_FEATURES = 1L << 32;

  private final int id;
  private final MatchSpec spec;
  private final Builds builds;
  private final boolean[] matching;
  private final int count;
  private final long best;
  private int @Nullable [] candidates;

  Requirement(int id, MatchSpec spec, Builds builds) {
    this.id = id;
    this.spec = spec;
    this.builds = builds;
    this.matching = builds.matching(spec);
    int found = 0;
    long highest = NONE;
    for (int i = 0; i < matching.length; i++) {
      if (matching[i]) {
        found++;
        highest = Math.max(highest, key(i));
      }
    }
    this.count = found;
    this.best = highest == NONE ? NONE : highest;
  }

  /** Larger where the build is better by version alone; of one version those without features. */
  private long key(int index) {
    return (long) builds.rank(index) << 1 | (builds.get(index).hasTrackFeatures() ? 0 : 1);
  }

  int id() {
    return id;
  }

  MatchSpec spec() {
    return spec;
  }

  Builds builds() {
    return builds;
  }

  boolean matches(int index) {
    return matching[index];
  }

  /** How many builds match. */
  int count() {
    return count;
  }

  /**
   * How good the best version is that may be had, comparable with those of other requirements of
   * the package: one that only builds with features have is worse than all others.
   */
  long best() {
    return best == NONE ? NONE : (best >> 1) + ((best & 1) == 1 ? NO_TRACK_FEATURES : 0);
  }

  /** The variables of builds that match, the preferred first, as it was once said here. */
  int @Nullable [] candidates() {
    return candidates;
  }

  void setCandidates(int[] known) {
    candidates = known;
  }

  @Override
  public String toString() {
    return spec.toString();
  }
}
