package org.repo2oci.cli.action;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.repo2oci.cli.application.InspectReport;

/** Which packages an image has in other versions than another one. */
final class PackageChanges {
  private PackageChanges() {}

  /**
   * A package that is not the same in both.
   *
   * @param before empty for one that came
   * @param now empty for one that went
   */
  record Change(String ecosystem, String name, String before, String now) {}

  private record Key(String ecosystem, String name) {}

  /** By ecosystem and name. */
  static List<Change> between(InspectReport before, InspectReport now) {
    Map<Key, Set<String>> old = versions(before);
    Map<Key, Set<String>> current = versions(now);
    Set<Key> all = new TreeSet<>(Comparator.comparing(Key::ecosystem).thenComparing(Key::name));
    all.addAll(old.keySet());
    all.addAll(current.keySet());
    List<Change> changes = new ArrayList<>();
    for (Key key : all) {
      String was = String.join(", ", old.getOrDefault(key, Set.of()));
      String is = String.join(", ", current.getOrDefault(key, Set.of()));
      if (!was.equals(is) || old.containsKey(key) != current.containsKey(key)) {
        changes.add(new Change(key.ecosystem(), key.name(), was, is));
      }
    }
    return changes;
  }

  private static Map<Key, Set<String>> versions(InspectReport image) {
    Map<Key, Set<String>> versions =
        new TreeMap<>(Comparator.comparing(Key::ecosystem).thenComparing(Key::name));
    image
        .packages()
        .forEach(one ->
            versions
                .computeIfAbsent(new Key(one.ecosystem(), one.name()), _ -> new TreeSet<>())
                .add(one.version()));
    return versions;
  }
}
