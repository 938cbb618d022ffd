package org.repo2oci.lock;

import org.repo2oci.debian.LockedDebian;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;

/** What the environment stands on. */
public sealed interface Base {
  /** Debian packages that we assemble, and those of the toolboxes. */
  record Debian(LockedDebian packages) implements Base {}

  /**
   * An image of a registry.
   *
   * @param reference as the user gave it
   * @param manifest of the platform's own manifest
   * @param toolboxes Debian packages for the build itself; none of them is in the image
   */
  record Image(ImageReference reference, Digest manifest, LockedDebian toolboxes) implements Base {}
}
