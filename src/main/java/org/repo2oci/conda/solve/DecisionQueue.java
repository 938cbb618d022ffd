package org.repo2oci.conda.solve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Says which build to try next. A requirement is open while its parent is true and nothing is
 * chosen of its package. The first open one in the order in which they were met counts, so the
 * user's own come before what they need; another is taken instead if its package was in conflicts
 * more often and it has fewer candidates left. Its first candidate left is tried.
 */
final class DecisionQueue {
  /** There is nothing to decide. */
  static final int NOTHING = -1;

  private static final double DECAY = 0.95;
  private static final double LARGEST = 1e100;
  private static final int[] NO_CONDITIONS = {};

  private final Trail trail;

  // By requirement:
  private final List<int[]> candidates = new ArrayList<>();
  private final List<int[]> conditions = new ArrayList<>();
  private final IntList packages = new IntList();
  private final IntList nextOfParent = new IntList();

  // By variable: its first and last requirement, from 1, and when it got the first one.
  private int[] first = new int[64];
  private int[] last = new int[64];
  private int[] met = new int[64];
  private int parents;

  private double[] activity = new double[16];
  private double bump = 1;
  private long[] active = new long[16];

  DecisionQueue(Trail trail) {
    this.trail = trail;
  }

  /**
   * Adds a requirement.
   *
   * @param parent what has it
   * @param conditions variables that must be true too
   * @param candidates builds of one package, the preferred first, at least one
   */
  void add(int parent, IntList conditions, int[] candidates) {
    int id = this.candidates.size() + 1;
    this.candidates.add(candidates);
    this.conditions.add(conditions.isEmpty() ? NO_CONDITIONS : conditions.toArray());
    packages.add(trail.packageOf(candidates[0]));
    nextOfParent.add(0);
    if (parent >= first.length) {
      int length = Math.max(parent + 1, 2 * first.length);
      first = Arrays.copyOf(first, length);
      last = Arrays.copyOf(last, length);
      met = Arrays.copyOf(met, length);
    }
    if (first[parent] == 0) {
      first[parent] = id;
      met[parent] = parents++;
    } else {
      nextOfParent.set(last[parent] - 1, id);
    }
    last[parent] = id;
  }

  /** A package has a part in what was learnt. */
  void bump(int id) {
    if (id >= activity.length) {
      activity = Arrays.copyOf(activity, Math.max(id + 1, 2 * activity.length));
    }
    activity[id] += bump;
  }

  /** Lets what was learnt earlier count less. */
  void decay() {
    bump /= DECAY;
    if (bump > LARGEST) {
      for (int i = 0; i < activity.length; i++) {
        activity[i] /= LARGEST;
      }
      bump /= LARGEST;
    }
  }

  private double activity(int requirement) {
    int id = packages.get(requirement - 1);
    return id < activity.length ? activity[id] : 0;
  }

  /** The build to try next, or {@link #NOTHING}. */
  int next() {
    long best = Long.MAX_VALUE;
    int actives = 0;
    IntList trueVariables = trail.trueVariables();
    for (int i = 0; i < trueVariables.size(); i++) {
      int parent = trueVariables.get(i);
      int requirement = parent < first.length ? first[parent] : 0;
      for (; requirement != 0; requirement = nextOfParent.get(requirement - 1)) {
        if (isOpen(requirement)) {
          long place = (long) met[parent] << 32 | requirement;
          best = Math.min(best, place);
          if (activity(requirement) > 0) {
            if (actives == active.length) {
              active = Arrays.copyOf(active, 2 * actives);
            }
            active[actives++] = place;
          }
        }
      }
    }
    if (best == Long.MAX_VALUE) {
      return NOTHING;
    }
    Arrays.sort(active, 0, actives);
    return firstCandidate(preferred(best, actives));
  }

  /** The user's own requirements, which were met first of all, are not overtaken by others. */
  private int preferred(long first, int actives) {
    boolean direct = first >> 32 == 0;
    int best = (int) first;
    int left = candidatesLeft(best);
    for (int i = 0; i < actives && left > 1 && !(direct && active[i] >> 32 != 0); i++) {
      int requirement = (int) active[i];
      if (active[i] > first && activity(requirement) > activity(best)) {
        int lessLeft = candidatesLeft(requirement);
        if (lessLeft < left) {
          best = requirement;
          left = lessLeft;
        }
      }
    }
    return best;
  }

  private boolean isOpen(int requirement) {
    if (trail.isChosen(packages.get(requirement - 1))) {
      return false;
    }
    for (int condition : conditions.get(requirement - 1)) {
      if (!trail.isTrue(Literal.positive(condition))) {
        return false;
      }
    }
    return true;
  }

  private int candidatesLeft(int requirement) {
    int left = 0;
    for (int candidate : candidates.get(requirement - 1)) {
      if (!trail.isAssigned(Literal.positive(candidate))) {
        left++;
      }
    }
    return left;
  }

  private int firstCandidate(int requirement) {
    for (int candidate : candidates.get(requirement - 1)) {
      if (!trail.isAssigned(Literal.positive(candidate))) {
        return candidate;
      }
    }
    throw new IllegalStateException("an open requirement has no candidate left");
  }
}
