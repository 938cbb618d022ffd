package org.repo2oci.conda.solve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.repo2oci.conda.channel.ChannelRecord;
import org.repo2oci.conda.spec.Specs;

/**
 * Packages in an order in which they can be linked: each after what it needs, by name where that
 * leaves a choice. A cycle is broken where a package of the platform needs a noarch one, as Python
 * may need pip; else where it was found to close.
 */
final class LinkOrder {
  private final Map<String, ChannelRecord> records = new TreeMap<>();

  /** By package: what it needs that was not linked, and who needs it. */
  private final Map<String, NavigableSet<String>> needs = new HashMap<>();

  private final Map<String, List<String>> neededBy = new HashMap<>();

  private LinkOrder(List<ChannelRecord> chosen, Specs specs) {
    chosen.forEach(record -> records.put(record.record().name(), record));
    for (ChannelRecord record : records.values()) {
      String name = record.record().name();
      NavigableSet<String> needed = new TreeSet<>();
      for (String text : record.record().depends()) {
        String other = specs.spec(text).name();
        if (records.containsKey(other) && !other.equals(name) && needed.add(other)) {
          neededBy.computeIfAbsent(other, _ -> new ArrayList<>()).add(name);
        }
      }
      needs.put(name, needed);
    }
  }

  static List<ChannelRecord> of(List<ChannelRecord> chosen, Specs specs) {
    return new LinkOrder(chosen, specs).sorted();
  }

  private List<ChannelRecord> sorted() {
    List<ChannelRecord> sorted = new ArrayList<>();
    Set<String> left = new TreeSet<>(records.keySet());
    PriorityQueue<String> ready = new PriorityQueue<>();
    left.stream().filter(name -> needs(name).isEmpty()).forEach(ready::add);
    while (!left.isEmpty()) {
      if (ready.isEmpty()) {
        ready.addAll(freedByBreakingACycle(left.iterator().next()));
        continue;
      }
      String name = ready.remove();
      left.remove(name);
      sorted.add(record(name));
      for (String other : neededBy.getOrDefault(name, List.of())) {
        if (needs(other).remove(name) && needs(other).isEmpty()) {
          ready.add(other);
        }
      }
    }
    return sorted;
  }

  /** Forgets that one package of a cycle needs another; gives the package if it needs no more. */
  private Set<String> freedByBreakingACycle(String start) {
    List<String> path = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    String name = start;
    while (seen.add(name)) {
      path.add(name);
      name = needs(name).first();
    }
    List<String> cycle = path.subList(path.indexOf(name), path.size());
    int broken = cycle.size() - 1;
    for (int i = 0; i < cycle.size(); i++) {
      if (!isNoarch(cycle.get(i)) && isNoarch(cycle.get((i + 1) % cycle.size()))) {
        broken = i;
      }
    }
    String free = cycle.get(broken);
    needs(free).remove(cycle.get((broken + 1) % cycle.size()));
    return needs(free).isEmpty() ? Set.of(free) : Set.of();
  }

  private boolean isNoarch(String name) {
    return record(name).record().subdir().equals("noarch");
  }

  private NavigableSet<String> needs(String name) {
    return needs.getOrDefault(name, new TreeSet<>());
  }

  private ChannelRecord record(String name) {
    return Objects.requireNonNull(records.get(name));
  }
}
