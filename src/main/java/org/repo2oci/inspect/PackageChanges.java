package org.repo2oci.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.repo2oci.inspect.ImageDifference.PackageChange;
import org.repo2oci.inspect.InspectedImage.InstalledPackage;

/** Which packages one image has, or has in another version, and another one has not. */
public final class PackageChanges {
  private PackageChanges() {}

  /** Sorted by ecosystem and name. */
  public static List<PackageChange> between(
      List<InstalledPackage> from, List<InstalledPackage> to) {
    Map<String, Map<String, Versions>> all = new TreeMap<>();
    from.forEach(one -> versions(all, one).before.add(one.version()));
    to.forEach(one -> versions(all, one).after.add(one.version()));
    List<PackageChange> changes = new ArrayList<>();
    all.forEach((ecosystem, named) ->
        named.forEach((name, versions) -> versions.changes(ecosystem, name, changes)));
    return changes;
  }

  private static Versions versions(Map<String, Map<String, Versions>> all, InstalledPackage one) {
    return all.computeIfAbsent(one.ecosystem(), _ -> new TreeMap<>())
        .computeIfAbsent(one.name(), _ -> new Versions());
  }

  /** Several, where several environments of an image have the package. */
  private static final class Versions {
    private final List<String> before = new ArrayList<>();
    private final List<String> after = new ArrayList<>();

    void changes(String ecosystem, String name, List<PackageChange> changes) {
      List<String> gone = new ArrayList<>(before);
      after.forEach(gone::remove);
      List<String> come = new ArrayList<>(after);
      before.forEach(come::remove);
      for (int i = 0; i < Math.max(gone.size(), come.size()); i++) {
        changes.add(new PackageChange(ecosystem, name, at(gone, i), at(come, i)));
      }
    }

    private static Optional<String> at(List<String> versions, int i) {
      return i < versions.size() ? Optional.of(versions.get(i)) : Optional.empty();
    }
  }
}
