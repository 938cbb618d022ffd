package org.repo2oci.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.repo2oci.debian.LockedDeb;
import org.repo2oci.debian.LockedDebian;

/** Which packages one lock has otherwise than another. */
public record LockChanges(List<Change> changes) {
  /**
   * A package.
   *
   * @param from empty for one that was added
   * @param to empty for one that was removed
   */
  public record Change(String name, String from, String to) {
    /** Such as {@code + rich 14.0}, {@code ~ numpy 2.3.1 → 2.3.2} or {@code - six 1.16}. */
    @Override
    public String toString() {
      if (from.isEmpty()) {
        return "+ %s %s".formatted(name, to);
      }
      return to.isEmpty()
          ? "- %s %s".formatted(name, from)
          : "~ %s %s → %s".formatted(name, from, to);
    }
  }

  public LockChanges {
    changes = List.copyOf(changes);
  }

  /** The changes of what is in the image, by name; what is only built with is left out. */
  public static LockChanges between(Lock before, Lock now) {
    List<Change> changes = new ArrayList<>();
    SortedMap<String, String> gone = packages(before);
    packages(now)
        .forEach((name, version) -> {
          String old = gone.remove(name);
          if (old == null) {
            changes.add(new Change(shown(name), "", version));
          } else if (!old.equals(version)) {
            changes.add(new Change(shown(name), old, version));
          }
        });
    gone.forEach((name, version) -> changes.add(new Change(shown(name), version, "")));
    return new LockChanges(changes);
  }

  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /**
   * The changes in a line.
   *
   * @param most that are named, at least 1
   */
  public String line(int most) {
    List<String> words = new ArrayList<>();
    changes.stream().limit(most).forEach(one -> words.add(one.toString()));
    if (changes.size() > most) {
      words.add("and %d more".formatted(changes.size() - most));
    }
    return String.join("  ", words);
  }

  /** Ecosystem and name, so that `curl` of Debian is not `curl` of conda. */
  private static SortedMap<String, String> packages(Lock lock) {
    SortedMap<String, String> versions = new TreeMap<>();
    lock.python()
        .packages()
        .forEach(one -> versions.put("1 " + one.name(), one.version().orElse("(built here)")));
    for (CondaEnvironment environment : lock.conda()) {
      environment
          .packages()
          .forEach(one ->
              versions.put(
                  "2 " + one.record().name() + " " + environment.prefix(),
                  one.record().version() + " " + one.record().build()));
    }
    lock.r().filter(r -> r.build().isPresent()).ifPresent(r -> versions.put("5 R", r.version()));
    lock.r()
        .ifPresent(
            r -> r.packages().forEach(one -> versions.put("5 " + one.name(), one.version())));
    switch (lock.base()) {
      case Base.Debian(LockedDebian debian) -> {
        debian.basePackages().forEach(deb -> put(versions, deb));
        debian.addedPackages().forEach(deb -> put(versions, deb));
      }
      case Base.Image image -> {
        versions.put("4 " + image.reference().name(), image.manifest().shortened());
        image
            .apt()
            .packages()
            .forEach(deb -> versions.put("3 " + deb.name(), deb.sha256().shortened()));
      }
    }
    return versions;
  }

  private static void put(SortedMap<String, String> versions, LockedDeb deb) {
    versions.put("3 " + deb.name(), deb.version());
  }

  private static String shown(String name) {
    return name.split(" ", -1)[1];
  }
}
