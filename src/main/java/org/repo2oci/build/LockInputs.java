package org.repo2oci.build;

import java.nio.charset.StandardCharsets;
import org.repo2oci.image.Digest;
import org.repo2oci.image.Platform;

/**
 * What a lock is made from, as digests: those of its parts, and one of all. Nothing in them is of
 * this machine or of this release alone, and no secret: the same repository gives the same
 * everywhere.
 */
record LockInputs(Digest base, Digest conda, Digest python, Digest r) {
  /** Changes when the same inputs lead to other decisions. */
  private static final String FORMAT = "lock inputs 1";

  /**
   * The digests.
   *
   * @param base what the base is chosen by
   * @param conda the same; empty where there is no such environment
   * @param python what the Python packages are chosen by, but for the packages below them
   * @param r the same; empty where there is no R
   */
  static LockInputs of(Platform platform, String base, String conda, String python, String r) {
    Digest ofBase = digest("base", platform.toString(), base);
    Digest ofConda = digest("conda", platform.toString(), conda);
    return new LockInputs(
        ofBase,
        ofConda,
        digest("python", platform.toString(), ofConda.toString(), python),
        digest("r", ofBase.toString(), ofConda.toString(), r));
  }

  Digest all() {
    return digest("all", base.toString(), conda.toString(), python.toString(), r.toString());
  }

  private static Digest digest(String... texts) {
    StringBuilder all = new StringBuilder(FORMAT);
    for (String text : texts) {
      all.append('\n').append(text.length()).append(':').append(text);
    }
    return Digest.of(all.toString().getBytes(StandardCharsets.UTF_8));
  }
}
