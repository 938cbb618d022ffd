package org.repo2oci.inspect;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What lies between two images: packages, and bytes over the network. Sizes are those of the blobs;
 * an engine has none, so that an image of one counts unpacked bytes.
 *
 * @param packages by ecosystem and name; those that are the same in both are left out
 * @param fresh what a node pulls that has neither image
 * @param node what a node pulls that has the first image and keeps unpacked layers alone
 * @param keeping what such a node pulls that keeps the compressed blobs too
 * @param push bytes of blobs that the registry gets; empty where an image has no blobs
 */
public record ImageDifference(
    InspectedImage from,
    InspectedImage to,
    List<PackageChange> packages,
    Pull fresh,
    Pull node,
    Pull keeping,
    OptionalLong push) {
  public ImageDifference {
    packages = List.copyOf(packages);
  }

  /** Layers that are downloaded, and their bytes with the configuration. */
  public record Pull(int layers, long bytes) {}

  /**
   * A package that is not the same in both.
   *
   * @param before empty where it was added
   * @param after empty where it was removed
   */
  public record PackageChange(
      String ecosystem, String name, Optional<String> before, Optional<String> after) {
    public PackageChange {
      if (before.isEmpty() && after.isEmpty()) {
        throw new IllegalArgumentException("a package that is in neither image has no change");
      }
    }
  }
}
