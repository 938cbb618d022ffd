package org.repo2oci.plan;

import java.util.List;

/**
 * A part of the image that is never split: usually one package.
 *
 * @param name unique in its stratum; decides the bucket, so that a new version stays where the old
 *     one was
 * @param version for people; empty where there is none
 * @param size compressed bytes as far as the lock knows them; an estimate
 * @param material everything that the bytes depend on beside the layer format: digests, prefix,
 *     installer and interpreter versions
 */
public record Component(
    Stratum stratum, String name, String version, long size, List<String> material) {
  public Component {
    if (name.isBlank() || material.isEmpty()) {
      throw new IllegalArgumentException("a component needs a name and what it depends on");
    }
    material = List.copyOf(material);
  }

  /** Name and version for people. */
  public String title() {
    return version.isEmpty() ? name : name + " " + version;
  }
}
