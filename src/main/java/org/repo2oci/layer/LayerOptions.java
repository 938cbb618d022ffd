package org.repo2oci.layer;

import org.repo2oci.filetree.Attributes;

/**
 * What a layer's bytes depend on beside its tree.
 *
 * @param parents of folders that lead to something and are not in the tree themselves
 */
public record LayerOptions(Compression compression, Attributes parents) {
  /** Changes when the tar of the same tree becomes another. */
  private static final int TAR_PROFILE = 1;

  /** Folders that are not listed are 0755 of root, of 1980. */
  public static LayerOptions of(Compression compression) {
    return new LayerOptions(compression, TarStream.PARENTS);
  }

  /**
   * What belongs in a layer's key for these options. The build of the compressor is left out: two
   * of them give other blobs for one key, with the same diffID.
   */
  public String format() {
    return "tar:%d,parents:%o:%d:%d:%d,%s"
        .formatted(
            TAR_PROFILE,
            parents.mode(),
            parents.uid(),
            parents.gid(),
            parents.mtime(),
            compression.format());
  }
}
