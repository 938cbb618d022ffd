package org.repo2oci.debian;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every Debian package of a build, chosen together, so that a version is the same wherever a
 * package is used.
 *
 * @param packages by name
 * @param requested names in the base that were asked for; the others came as dependencies
 * @param base names of what the image has
 * @param configureOnly names of what is there for the configure step, and not in the image
 * @param toolboxes toolbox to the names of what it has
 * @param features name of a feature to what it adds to the base, each above those before it
 * @param added what the user's own list adds to the base and its features
 */
public record LockedDebian(
    List<DebianIndex> indexes,
    List<LockedDeb> packages,
    SortedSet<String> requested,
    SortedSet<String> base,
    SortedSet<String> configureOnly,
    SortedMap<String, SortedSet<String>> toolboxes,
    SortedMap<String, Added> features,
    Added added) {
  /**
   * Packages above the base.
   *
   * @param requested names that the list has
   * @param packages names of all, with what those depend on; none of them in the base
   */
  public record Added(SortedSet<String> requested, SortedSet<String> packages) {
    public Added {
      requested = sorted(requested);
      packages = sorted(packages);
    }

    public static Added none() {
      return new Added(new TreeSet<>(), new TreeSet<>());
    }

    public boolean isEmpty() {
      return packages.isEmpty();
    }
  }

  /** With nothing added to the base. */
  public LockedDebian(
      List<DebianIndex> indexes,
      List<LockedDeb> packages,
      SortedSet<String> requested,
      SortedSet<String> base,
      SortedSet<String> configureOnly,
      SortedMap<String, SortedSet<String>> toolboxes) {
    this(indexes, packages, requested, base, configureOnly, toolboxes, Added.none());
  }

  /** With no features. */
  public LockedDebian(
      List<DebianIndex> indexes,
      List<LockedDeb> packages,
      SortedSet<String> requested,
      SortedSet<String> base,
      SortedSet<String> configureOnly,
      SortedMap<String, SortedSet<String>> toolboxes,
      Added added) {
    this(indexes, packages, requested, base, configureOnly, toolboxes, new TreeMap<>(), added);
  }

  public LockedDebian {
    indexes = List.copyOf(indexes);
    packages = List.copyOf(packages);
    requested = sorted(requested);
    base = sorted(base);
    configureOnly = sorted(configureOnly);
    SortedMap<String, SortedSet<String>> boxes = new TreeMap<>();
    toolboxes.forEach((name, members) -> boxes.put(name, sorted(members)));
    toolboxes = Collections.unmodifiableSortedMap(boxes);
    Set<String> known = new TreeSet<>();
    packages.forEach(locked -> known.add(locked.name()));
    Set<String> named = new TreeSet<>(base);
    named.addAll(configureOnly);
    features = Collections.unmodifiableSortedMap(new TreeMap<>(features));
    features.values().forEach(feature -> named.addAll(feature.packages()));
    named.addAll(added.packages());
    boxes.values().forEach(named::addAll);
    named.removeAll(known);
    if (!named.isEmpty() || known.size() != packages.size()) {
      throw new IllegalArgumentException("packages named but not locked, or twice: " + named);
    }
  }

  private static SortedSet<String> sorted(SortedSet<String> names) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(names));
  }

  /** The packages of the image. */
  public List<LockedDeb> basePackages() {
    return only(base);
  }

  /** The packages that the configure step has beside the image's. */
  public List<LockedDeb> configurePackages() {
    return only(configureOnly);
  }

  /** The packages that are added to the base. */
  public List<LockedDeb> addedPackages() {
    return packages(added);
  }

  /** The packages of a feature, or of the user's own list. */
  public List<LockedDeb> packages(Added some) {
    return only(some.packages());
  }

  /** All that the image has. */
  public List<LockedDeb> imagePackages() {
    Set<String> names = new TreeSet<>(base);
    features.values().forEach(feature -> names.addAll(feature.packages()));
    names.addAll(added.packages());
    return only(names);
  }

  /** The packages of a toolbox. */
  public List<LockedDeb> toolboxPackages(String toolbox) {
    SortedSet<String> names = toolboxes.get(toolbox);
    if (names == null) {
      throw new IllegalArgumentException("there is no toolbox `%s`".formatted(toolbox));
    }
    return only(names);
  }

  private List<LockedDeb> only(Set<String> names) {
    List<LockedDeb> some = new ArrayList<>();
    for (LockedDeb locked : packages) {
      if (names.contains(locked.name())) {
        some.add(locked);
      }
    }
    return some;
  }

  /** Where a package was chosen from. */
  public DebianIndex indexOf(LockedDeb locked) {
    return indexes.stream()
        .filter(index -> index.name().equals(locked.index()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no index `%s`".formatted(locked.index())));
  }

  /** The versions and digests of some packages as one text, for keys. */
  static String identity(List<LockedDeb> packages) {
    StringBuilder text = new StringBuilder();
    packages.forEach(
        locked -> text.append(locked.name()).append(' ').append(locked.sha256()).append('\n'));
    return text.toString();
  }
}
