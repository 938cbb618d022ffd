package org.repo2oci.lock;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
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
 * @param build what R itself is unpacked from; where its origin is an archive, and nowhere else
 */
public record REnvironment(
    Origin origin,
    String version,
    String home,
    String library,
    SortedMap<String, String> repositories,
    List<LockedR> packages,
    Optional<RBuild> build) {
  /** Where an R comes from. */
  public enum Origin {
    /** Packages of the distribution. */
    DEBIAN,
    /** A package with one R in it, which somebody built for the distribution. */
    ARCHIVE,
    /** The conda environment. */
    CONDA
  }

  public REnvironment {
    if (!home.startsWith("/") || !library.startsWith("/")) {
      throw new IllegalArgumentException("the folders of R are absolute paths");
    }
    if (build.isPresent() != (origin == Origin.ARCHIVE)) {
      throw new IllegalArgumentException("an R of an archive has one, and no other R");
    }
    repositories = Collections.unmodifiableSortedMap(new TreeMap<>(repositories));
    packages = List.copyOf(packages);
  }

  /** Of a distribution or of conda. */
  public REnvironment(
      Origin origin,
      String version,
      String home,
      String library,
      SortedMap<String, String> repositories,
      List<LockedR> packages) {
    this(origin, version, home, library, repositories, packages, Optional.empty());
  }

  /** Major and minor, such as {@code 4.5}. */
  public String minor() {
    String[] parts = version.split("\\.", -1);
    return parts.length < 2 ? version : parts[0] + "." + parts[1];
  }
}
