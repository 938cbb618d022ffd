package org.repo2oci.cli.application;

import java.util.List;
import java.util.OptionalLong;
import org.repo2oci.image.Digest;
import org.repo2oci.inspect.ImageDifference.PackageChange;
import org.repo2oci.inspect.ImageDifference.Pull;

/**
 * What lies between two images.
 *
 * @param fresh what a node pulls that has neither
 * @param node what a node pulls that has the first image and keeps no blobs
 * @param keeping what a node pulls that has the first image and its blobs
 * @param push bytes of new blobs; empty where they are not known
 */
public record DiffReport(
    Side before,
    Side after,
    List<PackageChange> packages,
    Pull fresh,
    Pull node,
    Pull keeping,
    OptionalLong push) {
  /** One of the images, as it was named. */
  public record Side(String name, Digest manifest, int layers) {}

  public DiffReport {
    packages = List.copyOf(packages);
  }
}
