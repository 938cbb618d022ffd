package org.repo2oci.lock;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.pypi.resolve.InstalledDistribution;

/**
 * A conda environment of the image.
 *
 * @param prefix absolute folder
 * @param channels names or URLs without a login, the preferred ones first
 * @param packages in the order in which they are linked: each after what it depends on
 * @param variables that activating the environment sets
 * @param distributions the Python projects of packages, by the package's name; a package that is
 *     not named has none. Empty where nobody had to know: nothing is put upon the environment
 */
public record CondaEnvironment(
    String prefix,
    List<String> channels,
    List<LockedConda> packages,
    SortedMap<String, String> variables,
    Optional<SortedMap<String, List<InstalledDistribution>>> distributions) {
  public CondaEnvironment {
    if (!prefix.startsWith("/")) {
      throw new IllegalArgumentException("a prefix is an absolute path");
    }
    channels = List.copyOf(channels);
    packages = List.copyOf(packages);
    variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
    distributions = distributions.map(CondaEnvironment::copied);
  }

  private static SortedMap<String, List<InstalledDistribution>> copied(
      SortedMap<String, List<InstalledDistribution>> distributions) {
    SortedMap<String, List<InstalledDistribution>> copy = new TreeMap<>();
    distributions.forEach((name, all) -> {
      if (!all.isEmpty()) {
        copy.put(name, List.copyOf(all));
      }
    });
    return Collections.unmodifiableSortedMap(copy);
  }

  /** Of whose Python projects nobody had to know. */
  public CondaEnvironment(
      String prefix,
      List<String> channels,
      List<LockedConda> packages,
      SortedMap<String, String> variables) {
    this(prefix, channels, packages, variables, Optional.empty());
  }

  /** The same with the Python projects of its packages. */
  public CondaEnvironment with(SortedMap<String, List<InstalledDistribution>> known) {
    return new CondaEnvironment(prefix, channels, packages, variables, Optional.of(known));
  }

  /** The Python projects of all packages, as far as they are known; by name. */
  public List<InstalledDistribution> installed() {
    SortedMap<String, InstalledDistribution> installed = new TreeMap<>();
    distributions.ifPresent(known ->
        packages.forEach(one ->
            known
                .getOrDefault(one.record().name(), List.of())
                .forEach(project -> installed.put(project.name(), project))));
    return List.copyOf(installed.values());
  }

  /** The package of this name. */
  public Optional<LockedConda> named(String name) {
    return packages.stream().filter(one -> one.record().name().equals(name)).findFirst();
  }
}
