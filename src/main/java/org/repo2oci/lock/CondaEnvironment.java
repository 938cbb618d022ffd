package org.repo2oci.lock;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.repo2oci.conda.LockedConda;

/**
 * A conda environment of the image.
 *
 * @param prefix absolute folder
 * @param channels names or URLs without a login, the preferred ones first
 * @param packages in the order in which they are linked: each after what it depends on
 * @param variables that activating the environment sets
 */
public record CondaEnvironment(
    String prefix,
    List<String> channels,
    List<LockedConda> packages,
    SortedMap<String, String> variables) {
  public CondaEnvironment {
    if (!prefix.startsWith("/")) {
      throw new IllegalArgumentException("a prefix is an absolute path");
    }
    channels = List.copyOf(channels);
    packages = List.copyOf(packages);
    variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
  }

  /** The package of this name. */
  public Optional<LockedConda> named(String name) {
    return packages.stream().filter(one -> one.record().name().equals(name)).findFirst();
  }
}
