package org.repo2oci.debian;

import java.time.Instant;
import org.repo2oci.image.Digest;

/**
 * A suite as it was when packages were chosen from it.
 *
 * @param name of the suite, such as {@code trixie-updates}
 * @param archive which of a mirror's archives has it
 * @param packages digest of the compressed {@code Packages} file
 * @param date when the archive made it
 */
public record DebianIndex(String name, Archive archive, Digest packages, Instant date) {
  /** Debian has two archives, with paths of their own. */
  public enum Archive {
    MAIN,
    SECURITY
  }
}
