package org.repo2oci.lock;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.repo2oci.cran.LockedR;

/**
 * The R of an image and its packages.
 *
 * @param origin where R itself comes from
 * @param version in full, such as {@code 4.5.0}; empty where only the image knows
 * @param home absolute folder of R
 * @param library absolute folder that packages are installed in
 * @param repositories name to URL, without a login, in the order in which they are asked
 * @param packages each after what it depends on
 */
public record REnvironment(
    Origin origin,
    String version,
    String home,
    String library,
    SortedMap<String, String> repositories,
    List<LockedR> packages) {
  /** Where an R comes from. */
  public enum Origin {
    /** Packages of the distribution. */
    DEBIAN,
    /** An archive with one R, built for the distribution. */
    ARCHIVE,
    /** The conda environment. */
    CONDA
  }

  public REnvironment {
    if (!home.startsWith("/") || !library.startsWith("/")) {
      throw new IllegalArgumentException("the folders of R are absolute paths");
    }
    repositories = Collections.unmodifiableSortedMap(new TreeMap<>(repositories));
    packages = List.copyOf(packages);
  }

  /** Major and minor, such as {@code 4.5}. */
  public String minor() {
    String[] parts = version.split("\\.", -1);
    return parts.length < 2 ? version : parts[0] + "." + parts[1];
  }
}
