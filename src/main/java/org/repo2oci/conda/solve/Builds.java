package org.repo2oci.conda.solve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.repo2oci.conda.spec.CondaVersion;
import org.repo2oci.conda.spec.MatchSpec;

/** All builds of one package, in an order that does not depend on how they were found. */
final class Builds {
  private final String name;
  private final int firstVariable;
  private final List<Build> builds;

  /** Every version as it is written, in no order, and by build which of them it has. */
  private final CondaVersion[] written;

  private final int[] writtenAs;
  private final int[] ranks;
  private final Requirement[] @Nullable [] dependencies;
  private final BitSet unreadable = new BitSet();
  private int @Nullable [][] ties;
  private boolean needed;

  Builds(String name, int firstVariable, List<Build> builds) {
    this.name = name;
    this.firstVariable = firstVariable;
    this.builds = builds;
    this.writtenAs = new int[builds.size()];
    Map<String, Integer> texts = new HashMap<>();
    List<CondaVersion> found = new ArrayList<>();
    for (int i = 0; i < writtenAs.length; i++) {
      CondaVersion version = builds.get(i).version();
      writtenAs[i] = texts.computeIfAbsent(version.toString(), _ -> found.size());
      if (writtenAs[i] == found.size()) {
        found.add(version);
      }
    }
    this.written = found.toArray(CondaVersion[]::new);
    CondaVersion[] sorted = found.stream().sorted().distinct().toArray(CondaVersion[]::new);
    this.ranks =
        builds.stream().mapToInt(build -> Arrays.binarySearch(sorted, build.version())).toArray();
    this.dependencies = new Requirement[builds.size()][];
  }

  String name() {
    return name;
  }

  int size() {
    return builds.size();
  }

  Build get(int index) {
    return builds.get(index);
  }

  /** The variable that says whether a build is chosen. */
  int variable(int index) {
    return firstVariable + index;
  }

  int index(int variable) {
    return variable - firstVariable;
  }

  /** The place of a build's version among all versions, from 0 for the lowest. */
  int rank(int index) {
    return ranks[index];
  }

  /** Which builds are what is asked for. */
  boolean[] matching(MatchSpec spec) {
    boolean[] matching = new boolean[builds.size()];
    if (spec.isVersionOnly()) {
      boolean[] byText = new boolean[written.length];
      for (int i = 0; i < byText.length; i++) {
        byText[i] = spec.version().matches(written[i]);
      }
      for (int i = 0; i < matching.length; i++) {
        matching[i] = byText[writtenAs[i]];
      }
    } else {
      for (int i = 0; i < matching.length; i++) {
        matching[i] = builds.get(i).matches(spec);
      }
    }
    return matching;
  }

  /** What a build needs, as it was once said here. */
  Requirement @Nullable [] dependencies(int index) {
    return dependencies[index];
  }

  void setDependencies(int index, Requirement[] known) {
    dependencies[index] = known;
  }

  /** Whether a build has a dependency that can't be read. */
  boolean isUnreadable(int index) {
    return unreadable.get(index);
  }

  void setUnreadable(int index) {
    unreadable.set(index);
  }

  /** Whether somebody needs the package. */
  boolean isNeeded() {
    return needed;
  }

  void setNeeded() {
    needed = true;
  }

  /** All builds, the preferred first, in ties of one version and number, as once said here. */
  int @Nullable [][] ties() {
    return ties;
  }

  void setTies(int[][] known) {
    ties = known;
  }

  @Override
  public String toString() {
    return name;
  }
}
