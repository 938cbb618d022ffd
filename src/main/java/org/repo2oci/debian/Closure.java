package org.repo2oci.debian;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.repo2oci.failure.BuildFailure;

/**
 * A set of packages that holds what each of them depends on.
 *
 * <p>What has one answer is taken first; a choice is made only when nothing else is left, so that
 * an alternative that comes in anyway is used. Choices follow the order in which a package names
 * its alternatives, then priority, then name: the same index gives the same set.
 */
final class Closure {
  private record Need(DebianPackage by, Dependency dependency) {}

  private final PackageIndex index;
  private final SortedMap<String, DebianPackage> chosen = new TreeMap<>();
  private final Deque<Need> needs = new ArrayDeque<>();
  private final Deque<Need> choices = new ArrayDeque<>();
  private final Map<String, List<Dependency>> enemies = new HashMap<>();

  private Closure(PackageIndex index) {
    this.index = index;
  }

  /** The closure of some names, with Debian's essential and required packages where asked for. */
  static SortedMap<String, DebianPackage> of(
      PackageIndex index, Collection<String> names, boolean essential) {
    Closure closure = new Closure(index);
    if (essential) {
      index.all().stream()
          .filter(candidate ->
              candidate.essential() || candidate.priority() == DebianPackage.Priority.REQUIRED)
          .sorted(Comparator.comparing(DebianPackage::name))
          .forEach(closure::choose);
    }
    names.forEach(name -> closure.choose(closure.named(name)));
    closure.complete();
    closure.checkConflicts();
    return closure.chosen;
  }

  /**
   * What some names need beside packages that are there.
   *
   * @param there which stay as they are
   */
  static SortedMap<String, DebianPackage> beyond(
      PackageIndex index, SortedMap<String, DebianPackage> there, Collection<String> names) {
    Closure closure = new Closure(index);
    closure.chosen.putAll(there);
    names.stream().sorted().forEach(name -> closure.choose(closure.named(name)));
    closure.complete();
    closure.checkConflicts();
    SortedMap<String, DebianPackage> added = new TreeMap<>(closure.chosen);
    added.keySet().removeAll(there.keySet());
    return added;
  }

  private DebianPackage named(String name) {
    Optional<DebianPackage> own = index.find(name);
    if (own.isPresent()) {
      return own.get();
    }
    List<DebianPackage> providers =
        index.candidates(new Dependency.Alternative(name, Optional.empty(), Optional.empty()));
    if (!providers.isEmpty()) {
      return providers.getFirst();
    }
    List<String> similar = index.similarTo(name);
    BuildFailure failure =
        BuildFailure.input("Cannot find the Debian package `%s`".formatted(name));
    throw similar.isEmpty()
        ? failure.withHint("The package may have another name in this release of Debian")
        : failure.withHint("Did you mean `%s`?".formatted(String.join("`, `", similar)));
  }

  private void choose(DebianPackage candidate) {
    if (chosen.putIfAbsent(candidate.name(), candidate) == null) {
      candidate.dependencies().forEach(dependency -> needs.add(new Need(candidate, dependency)));
    }
  }

  private void complete() {
    while (!needs.isEmpty() || !choices.isEmpty()) {
      boolean mustChoose = needs.isEmpty();
      settle(mustChoose ? choices.remove() : needs.remove(), mustChoose);
    }
  }

  private void settle(Need need, boolean mustChoose) {
    List<DebianPackage> candidates = new ArrayList<>();
    for (Dependency.Alternative alternative : need.dependency().alternatives()) {
      for (DebianPackage candidate : index.candidates(alternative)) {
        if (chosen.containsKey(candidate.name())) {
          return;
        }
        candidates.add(candidate);
      }
    }
    candidates.removeIf(this::clashes);
    if (candidates.isEmpty()) {
      throw BuildFailure.input(
              "Cannot install the Debian package `%s`: nothing satisfies `%s`"
                  .formatted(need.by().name(), need.dependency()))
          .withHint(
              "The mirror's suites may be out of step with each other; try again or use another"
                  + " mirror");
    }
    if (candidates.size() == 1 || mustChoose) {
      choose(candidates.getFirst());
    } else {
      choices.add(need);
    }
  }

  private boolean clashes(DebianPackage candidate) {
    return chosen.values().stream()
        .anyMatch(other -> enemies(candidate, other) || enemies(other, candidate));
  }

  private boolean enemies(DebianPackage one, DebianPackage other) {
    return !one.name().equals(other.name())
        && enemies.computeIfAbsent(one.name(), name -> one.enemies()).stream()
            .flatMap(enemy -> enemy.alternatives().stream())
            .anyMatch(enemy -> other.is(enemy) || other.provides(enemy));
  }

  private void checkConflicts() {
    for (DebianPackage one : chosen.values()) {
      for (DebianPackage other : chosen.values()) {
        if (enemies(one, other)) {
          throw BuildFailure.input(
                  "Cannot install the Debian packages `%s` and `%s` together"
                      .formatted(one.name(), other.name()))
              .withDetail("`%s` conflicts with `%s`".formatted(one, other))
              .withHint("Leave one of them out, or name a replacement");
        }
      }
    }
  }
}
