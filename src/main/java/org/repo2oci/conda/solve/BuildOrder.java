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
    int[] all = order(builds);
    Comparator<Integer> byVersion = byVersion(builds);
    List<Integer> sorted = new ArrayList<>(requirement.count());
    for (int start = 0; start < all.length; ) {
      int end = start + 1;
      while (end < all.length && byVersion.compare(all[start], all[end]) == 0) {
        end++;
      }
      List<Integer> tie = new ArrayList<>(end - start);
      for (int i = start; i < end; i++) {
        if (requirement.matches(all[i])) {
          tie.add(all[i]);
        }
      }
      // What all of a tie need depends on who is in it.
      sorted.addAll(tie.size() < end - start ? sortedTie(builds, tie) : tie);
      start = end;
    }
    int[] variables = sorted.stream().mapToInt(builds::variable).toArray();
    return favouredFirst(builds, variables);
  }

  private int[] order(Builds builds) throws IOException, InterruptedException {
    int[] known = builds.order();
    if (known == null) {
      known = newOrder(builds);
      builds.setOrder(known);
    }
    return known;
  }

  private int[] newOrder(Builds builds) throws IOException, InterruptedException {
    Comparator<Integer> byVersion = byVersion(builds);
    List<Integer> all = new ArrayList<>(builds.size());
    for (int i = 0; i < builds.size(); i++) {
      all.add(i);
    }
    all.sort(byVersion);
    for (int start = 0; start < all.size(); ) {
      int end = start + 1;
      while (end < all.size() && byVersion.compare(all.get(start), all.get(end)) == 0) {
        end++;
      }
      List<Integer> tie = sortedTie(builds, all.subList(start, end));
      for (int i = start; i < end; i++) {
        all.set(i, tie.get(i - start));
      }
      start = end;
    }
    return all.stream().mapToInt(Integer::intValue).toArray();
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
  private List<Integer> sortedTie(Builds builds, List<Integer> tie)
      throws IOException, InterruptedException {
    if (tie.size() < 2) {
      return tie;
    }
    List<Integer> readable = new ArrayList<>(tie.size());
    List<Integer> unreadable = new ArrayList<>();
    for (int index : tie) {
      universe.dependencies(builds, index);
      (builds.isUnreadable(index) ? unreadable : readable).add(index);
    }
    List<long[]> shared = shared(builds, readable);
    Integer[] places = new Integer[readable.size()];
    Arrays.setAll(places, i -> i);
    Arrays.sort(
        places,
        (one, other) -> {
          for (long[] best : shared) {
            if (best[one] != best[other]) {
              return compareBest(best[one], best[other]);
            }
          }
          return Long.compare(
              builds.get(readable.get(other)).timestamp(),
              builds.get(readable.get(one)).timestamp());
        });
    List<Integer> sorted = new ArrayList<>(tie.size());
    for (int place : places) {
      sorted.add(readable.get(place));
    }
    sorted.addAll(unreadable);
    return sorted;
  }

  /** For each package that all of the builds need, by name, how good a version each lets it be. */
  private List<long[]> shared(Builds builds, List<Integer> tie)
      throws IOException, InterruptedException {
    Map<String, long[]> best = new TreeMap<>();
    for (int place = 0; place < tie.size(); place++) {
      for (Requirement needed : universe.dependencies(builds, tie.get(place))) {
        String name = needed.builds().name();
        if (place == 0 && !best.containsKey(name)) {
          long[] none = new long[tie.size()];
          Arrays.fill(none, ABSENT);
          best.put(name, none);
        }
        long[] known = best.get(name);
        if (known != null) {
          known[place] = worse(known[place], needed.best());
        }
      }
    }
    return best.values().stream()
        .filter(known -> Arrays.stream(known).noneMatch(one -> one == ABSENT))
        .toList();
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
    if (highest || one == Requirement.NONE || other == Requirement.NONE) {
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
