package org.repo2oci.conda.solve;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.repo2oci.conda.channel.ChannelPriority;
import org.repo2oci.conda.spec.MatchSpec;

/**
 * The order in which builds of a package are tried: those without track_features, then the highest
 * version, then the highest build number, then those that let the packages that all of them need be
 * newer (one such package after the other, by name), then the youngest. What is favoured goes
 * before all that.
 */
final class BuildOrder {
  /** Not a value of {@link Requirement#best}: a build does not need the package. */
  private static final long ABSENT = Long.MAX_VALUE;

  private final SolveRequest request;
  private final Universe universe;
  private final Set<String> direct = new HashSet<>();
  private final Map<String, List<MatchSpec>> favoured = new HashMap<>();

  BuildOrder(SolveRequest request, Universe universe) {
    this.request = request;
    this.universe = universe;
    request.specs().forEach(spec -> direct.add(spec.spec().name()));
    for (MatchSpec spec : request.favoured()) {
      favoured.computeIfAbsent(spec.name(), _ -> new ArrayList<>()).add(spec);
    }
  }

  /** The variables of the builds that a requirement allows, the preferred first. */
  int[] candidates(Requirement requirement) throws IOException, InterruptedException {
    int[] known = requirement.candidates();
    if (known == null) {
      known = sorted(requirement);
      requirement.setCandidates(known);
    }
    return known;
  }

  private int[] sorted(Requirement requirement) throws IOException, InterruptedException {
    Builds builds = requirement.builds();
    int[] variables = new int[requirement.count()];
    int size = 0;
    for (int[] tie : ties(builds)) {
      int start = size;
      for (int index : tie) {
        if (requirement.matches(index)) {
          variables[size++] = builds.variable(index);
        }
      }
      if (size - start > 1 && size - start < tie.length) {
        // What all of a tie need depends on who is in it.
        int[] left = Arrays.stream(tie).filter(requirement::matches).toArray();
        for (int index : sortedTie(builds, left)) {
          variables[start++] = builds.variable(index);
        }
      }
    }
    return favouredFirst(builds, variables);
  }

  private int[][] ties(Builds builds) throws IOException, InterruptedException {
    int[][] known = builds.ties();
    if (known == null) {
      known = newTies(builds);
      builds.setTies(known);
    }
    return known;
  }

  private int[][] newTies(Builds builds) throws IOException, InterruptedException {
    Comparator<Integer> byVersion = byVersion(builds);
    Integer[] all = new Integer[builds.size()];
    Arrays.setAll(all, i -> i);
    Arrays.sort(all, byVersion);
    List<int[]> ties = new ArrayList<>();
    for (int start = 0; start < all.length; ) {
      int end = start + 1;
      while (end < all.length && byVersion.compare(all[start], all[end]) == 0) {
        end++;
      }
      int[] tie = Arrays.stream(all, start, end).mapToInt(Integer::intValue).toArray();
      ties.add(sortedTie(builds, tie));
      start = end;
    }
    return ties.toArray(int[][]::new);
  }

  private Comparator<Integer> byVersion(Builds builds) {
    boolean lowest =
        switch (request.strategy()) {
          case HIGHEST -> false;
          case LOWEST -> true;
          case LOWEST_DIRECT -> direct.contains(builds.name());
        };
    boolean channelsFirst = request.priority() == ChannelPriority.FLEXIBLE;
    return (one, other) -> {
      Build build = builds.get(one);
      Build second = builds.get(other);
      int order = Boolean.compare(build.hasTrackFeatures(), second.hasTrackFeatures());
      if (order == 0 && channelsFirst) {
        order = Integer.compare(build.channelPriority(), second.channelPriority());
      }
      if (order == 0) {
        order = Integer.compare(builds.rank(other), builds.rank(one));
        order = lowest ? -order : order;
      }
      return order != 0 ? order : Long.compare(second.number(), build.number());
    };
  }

  /** Sorts builds of one version and build number. */
  private int[] sortedTie(Builds builds, int[] tie) throws IOException, InterruptedException {
    if (tie.length < 2) {
      return tie;
    }
    List<long[]> shared = shared(builds, tie);
    Integer[] places = new Integer[tie.length];
    Arrays.setAll(places, i -> i);
    Arrays.sort(
        places,
        (one, other) -> {
          int order =
              Boolean.compare(builds.isUnreadable(tie[one]), builds.isUnreadable(tie[other]));
          for (int i = 0; order == 0 && i < shared.size(); i++) {
            order = compareBest(shared.get(i)[one], shared.get(i)[other]);
          }
          return order != 0
              ? order
              : Long.compare(builds.get(tie[other]).timestamp(), builds.get(tie[one]).timestamp());
        });
    return Arrays.stream(places).mapToInt(place -> tie[place]).toArray();
  }

  /** For each package that all of the builds need, by name, how good a version each lets it be. */
  private List<long[]> shared(Builds builds, int[] tie) throws IOException, InterruptedException {
    Map<String, long[]> best = new TreeMap<>();
    boolean first = true;
    for (int place = 0; place < tie.length; place++) {
      Requirement[] dependencies = universe.dependencies(builds, tie[place]);
      if (builds.isUnreadable(tie[place])) {
        continue;
      }
      for (Requirement needed : dependencies) {
        String name = needed.builds().name();
        if (first && !best.containsKey(name)) {
          long[] none = new long[tie.length];
          Arrays.fill(none, ABSENT);
          best.put(name, none);
        }
        long[] known = best.get(name);
        if (known != null) {
          known[place] = worse(known[place], needed.best());
        }
      }
      first = false;
    }
    return best.values().stream().filter(known -> isShared(builds, tie, known)).toList();
  }

  private static boolean isShared(Builds builds, int[] tie, long[] best) {
    for (int place = 0; place < tie.length; place++) {
      if (best[place] == ABSENT && !builds.isUnreadable(tie[place])) {
        return false;
      }
    }
    return true;
  }

  /** What is asked for twice must be both; what can't be had says nothing. */
  private static long worse(long one, long other) {
    if (one == ABSENT || one == Requirement.NONE) {
      return other;
    }
    return other == Requirement.NONE ? one : Math.min(one, other);
  }

  private int compareBest(long one, long other) {
    boolean highest = request.strategy() != Strategy.LOWEST;
    if (one == other || highest || one == Requirement.NONE || other == Requirement.NONE) {
      return Long.compare(other, one);
    }
    int byFeatures = Long.compare(other >> 32, one >> 32);
    return byFeatures != 0 ? byFeatures : Long.compare(one, other);
  }

  private int[] favouredFirst(Builds builds, int[] variables) {
    List<MatchSpec> specs = favoured.get(builds.name());
    if (specs == null) {
      return variables;
    }
    return Arrays.stream(variables)
        .boxed()
        .sorted(Comparator.comparingInt(variable -> favour(builds, variable, specs)))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static int favour(Builds builds, int variable, List<MatchSpec> specs) {
    Build build = builds.get(builds.index(variable));
    for (int i = 0; i < specs.size(); i++) {
      if (build.matches(specs.get(i))) {
        return i;
      }
    }
    return specs.size();
  }
}
