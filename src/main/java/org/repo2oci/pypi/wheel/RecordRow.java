package org.repo2oci.pypi.wheel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import org.repo2oci.image.Digest;

/**
 * A row of a RECORD file (binary distribution format; recording installed projects).
 *
 * @param path relative to the site-packages folder
 * @param hash {@code algorithm=urlsafe-base64-without-padding}, or empty
 * @param size decimal bytes, or empty
 */
public record RecordRow(String path, String hash, String size) {
  private static final String SHA256 = "sha256=";

  /** By path, in the order of code points, as other installers write it. */
  public static final Comparator<RecordRow> ORDER =
      Comparator.comparing(
              (RecordRow row) -> row.path.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned)
          .thenComparing(RecordRow::hash)
          .thenComparing(RecordRow::size);

  /** A row for content that is at hand. */
  public static RecordRow of(String path, byte[] content) {
    return of(path, Digest.algorithm().digest(content), content.length);
  }

  /**
   * A row for content that was read.
   *
   * @param sha256 of the content
   */
  static RecordRow of(String path, byte[] sha256, long size) {
    return new RecordRow(path, SHA256 + encoded(sha256), Long.toString(size));
  }

  /** A row without hash and size, as for RECORD itself and for bytecode. */
  public static RecordRow unhashed(String path) {
    return new RecordRow(path, "", "");
  }

  /** The same content at another path. */
  public RecordRow withPath(String newPath) {
    return new RecordRow(newPath, hash, size);
  }

  static String encoded(byte[] hash) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
  }
}
