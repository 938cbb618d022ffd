package org.repo2oci.build;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.link.CondaPrefix;
import org.repo2oci.conda.link.PackagePaths;
import org.repo2oci.plan.ClaimMap;
import org.repo2oci.plan.Claims;
import org.repo2oci.plan.Component;

/**
 * What the packages of an environment have where. The store knows it of archives that it has seen;
 * of other packages the claims are enough that are written beside their layers, as long as they
 * meet nobody else's. The archives of the rest are read.
 */
final class CondaPaths {
  private final Archives archives;
  private final String place;

  CondaPaths(Archives archives, CondaPrefix prefix) {
    this.archives = archives;
    this.place = prefix.path().substring(1) + "/";
  }

  /** Where paths are read. */
  interface Archives {
    /** Of an archive that this machine has seen. */
    Optional<PackagePaths> known(LockedConda locked) throws IOException;

    /** Of one that has to be there for it. */
    PackagePaths read(LockedConda locked) throws IOException, InterruptedException;
  }

  /** What is known of packages whose archives are not here. */
  @FunctionalInterface
  interface Notes {
    Map<Component, Claims> claims(Collection<Component> wanted)
        throws IOException, InterruptedException;
  }

  /**
   * The paths of packages, in their order.
   *
   * @param components of the packages
   */
  List<PackagePaths> of(List<LockedConda> packages, List<Component> components, Notes notes)
      throws IOException, InterruptedException {
    Map<Integer, PackagePaths> exact = new HashMap<>();
    for (int i = 0; i < packages.size(); i++) {
      Optional<PackagePaths> known = archives.known(packages.get(i));
      if (known.isPresent()) {
        exact.put(i, known.get());
      }
    }
    Map<Integer, Claims> noted = noted(components, exact.keySet(), notes);
    read(packages, unlike(packages, exact.keySet(), noted.keySet()), exact);
    if (!noted.isEmpty()) {
      Set<Integer> meeting = meeting(exact, noted);
      read(packages, meeting, exact);
      noted.keySet().removeAll(meeting);
    }
    List<PackagePaths> all = new ArrayList<>();
    for (int i = 0; i < packages.size(); i++) {
      all.add(
          noted.containsKey(i)
              ? PackagePaths.apart(packages.get(i).record().name(), below(noted.get(i)))
              : exact.get(i));
    }
    return all;
  }

  private Map<Integer, Claims> noted(List<Component> components, Set<Integer> known, Notes notes)
      throws IOException, InterruptedException {
    Map<Integer, Claims> noted = new HashMap<>();
    if (known.size() == components.size()) {
      return noted;
    }
    Set<Integer> wanted = new TreeSet<>();
    IntStream.range(0, components.size()).filter(i -> !known.contains(i)).forEach(wanted::add);
    Map<Component, Claims> claims = notes.claims(wanted.stream().map(components::get).toList());
    for (int i : wanted) {
      Claims there = claims.get(components.get(i));
      if (there != null && there.paths().stream().allMatch(path -> path.startsWith(place))) {
        noted.put(i, there);
      }
    }
    return noted;
  }

  private static Set<Integer> unlike(
      List<LockedConda> packages, Set<Integer> some, Set<Integer> others) {
    Set<Integer> rest = new TreeSet<>();
    for (int i = 0; i < packages.size(); i++) {
      if (!some.contains(i) && !others.contains(i)) {
        rest.add(i);
      }
    }
    return rest;
  }

  private void read(
      List<LockedConda> packages, Set<Integer> numbers, Map<Integer, PackagePaths> into)
      throws IOException, InterruptedException {
    List<Integer> wanted = List.copyOf(numbers);
    List<PackagePaths> found = Waiting.onEach(wanted, i -> archives.read(packages.get(i)));
    for (int i = 0; i < wanted.size(); i++) {
      into.put(wanted.get(i), found.get(i));
    }
  }

  /** Those of the noted ones that may have a path in common with another package. */
  private Set<Integer> meeting(Map<Integer, PackagePaths> exact, Map<Integer, Claims> noted) {
    ClaimMap map = new ClaimMap();
    noted.forEach(map::add);
    exact.forEach((i, paths) -> map.add(i, claims(paths)));
    Set<Integer> meeting = new TreeSet<>();
    noted.forEach((i, claims) -> {
      Set<Integer> met = map.meeting(claims);
      if (met.stream().anyMatch(other -> !other.equals(i))) {
        meeting.add(i);
      }
    });
    return meeting;
  }

  private Claims claims(PackagePaths paths) {
    TreeSet<String> claimed = new TreeSet<>();
    for (PackagePaths.Entry entry : paths.entries()) {
      String path = place + entry.path();
      claimed.add(entry.kind() == PackagePaths.Kind.FOLDER ? Claims.ofEmptyFolder(path) : path);
    }
    return new Claims(claimed);
  }

  private List<String> below(Claims claims) {
    return claims.paths().stream().map(path -> path.substring(place.length())).toList();
  }
}
