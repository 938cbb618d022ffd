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
 * @param asked whether the user names it: as long as a lock holds what it can, nothing else changes
 */
public record Component(
    Stratum stratum, String name, String version, long size, List<String> material, boolean asked) {
  /** Something that the user does not name. */
  public Component(Stratum stratum, String name, String version, long size, List<String> material) {
    this(stratum, name, version, size, material, false);
  }

  public Component {
    if (name.isBlank() || material.isEmpty()) {
      throw new IllegalArgumentException("a component needs a name and what it depends on");
    }
    material = List.copyOf(material);
  }

  /** Names the component's files: the same where name and material are. */
  String identity() {
    StringBuilder text = new StringBuilder(name);
    material.forEach(line -> text.append('\n').append(line.length()).append(':').append(line));
    return LayerContents.identity(text.toString());
  }

  /** Finds it again in another plan. */
  String id() {
    return name + " " + identity();
  }

  /** Name and version for people. */
  public String title() {
    return version.isEmpty() ? name : name + " " + version;
  }
}
