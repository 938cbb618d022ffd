package org.repo2oci.conda;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order in which packages are linked: each after what it depends on, otherwise by name. It is a
 * function of the packages, not of the order in which they come.
 *
 * @param <T> what has a package's record
 */
public final class LinkOrder<T> {
  private static final Pattern NAME = Pattern.compile("(?:.*::)?([^\\s=<>!~;\\[]+).*");

  private final Function<T, PackageRecord> record;
  private final List<T> packages;
  private final List<BitSet> reaches;
  private final List<List<Integer>> needs = new ArrayList<>();
  private final BitSet visited = new BitSet();
  private final List<T> ordered = new ArrayList<>();

  private LinkOrder(Collection<T> packages, Function<T, PackageRecord> record) {
    this.record = record;
    this.packages =
        packages.stream().sorted(Comparator.comparing(one -> record.apply(one).name())).toList();
    Map<String, Integer> byName = new HashMap<>();
    for (int i = 0; i < this.packages.size(); i++) {
      byName.put(record.apply(this.packages.get(i)).name(), i);
    }
    for (T one : this.packages) {
      needs.add(
          record.apply(one).depends().stream()
              .map(LinkOrder::name)
              .filter(byName::containsKey)
              .map(byName::get)
              .sorted()
              .distinct()
              .toList());
    }
    this.reaches = reaches();
  }

  /**
   * The packages in order. Where they depend on each other in a circle, the one that is for every
   * platform comes later: pip is linked after the Python that asks for it.
   */
  public static List<LockedConda> of(Collection<LockedConda> packages) {
    return of(packages, LockedConda::record);
  }

  /** The same of anything that has a record. */
  public static <T> List<T> of(Collection<T> packages, Function<T, PackageRecord> record) {
    LinkOrder<T> order = new LinkOrder<>(packages, record);
    for (int i = 0; i < order.packages.size(); i++) {
      order.visit(i);
    }
    return List.copyOf(order.ordered);
  }

  /** A package and all that it needs, in order: what must be there to run it. */
  public static List<LockedConda> closure(Collection<LockedConda> packages, String name) {
    LinkOrder<LockedConda> order = new LinkOrder<>(packages, LockedConda::record);
    for (int i = 0; i < order.packages.size(); i++) {
      if (order.packages.get(i).record().name().equals(name)) {
        order.visit(i);
      }
    }
    return List.copyOf(order.ordered);
  }

  private void visit(int at) {
    if (visited.get(at)) {
      return;
    }
    visited.set(at);
    for (int need : needs.get(at)) {
      boolean circle = reaches.get(need).get(at);
      if (!circle || isNoarch(at) || !isNoarch(need)) {
        visit(need);
      }
    }
    ordered.add(packages.get(at));
  }

  private boolean isNoarch(int at) {
    return record.apply(packages.get(at)).noarch() != Noarch.NONE;
  }

  private List<BitSet> reaches() {
    List<BitSet> all = new ArrayList<>();
    for (int i = 0; i < packages.size(); i++) {
      BitSet reached = new BitSet();
      List<Integer> todo = new ArrayList<>(needs.get(i));
      while (!todo.isEmpty()) {
        int next = todo.removeLast();
        if (!reached.get(next)) {
          reached.set(next);
          todo.addAll(needs.get(next));
        }
      }
      all.add(reached);
    }
    return all;
  }

  private static String name(String spec) {
    Matcher matcher = NAME.matcher(spec.strip());
    return matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
  }
}
