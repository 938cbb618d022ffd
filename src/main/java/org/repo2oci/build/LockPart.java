package org.repo2oci.build;

import java.util.List;
import org.repo2oci.image.Digest;
import org.repo2oci.lock.Lock;
import org.repo2oci.lock.LockFile;
import org.repo2oci.plan.Stratum;

/** The lock as a file of the image: a small layer of its own, cheap to read from a registry. */
public final class LockPart {
  /** Where it lies. */
  public static final String PATH = "/usr/local/share/repo2oci/lock.json";

  /** What we alone write to. */
  static final String FOLDER = "usr/local/share/repo2oci";

  private LockPart() {}

  static Part of(Lock lock, Prefixes prefixes) {
    byte[] text = LockFile.write(lock);
    return new FilePart(
            Stratum.LOCK, "lock", PATH.substring(1), text, lock.created().getEpochSecond())
        .part(prefixes, text.length / 4, List.of(Digest.of(text).toString()));
  }
}
