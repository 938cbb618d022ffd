package org.repo2oci.store;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.repo2oci.image.Digest;

/**
 * Where things lie under the store's root.
 *
 * <pre>
 * blobs/sha256/ab/HEX.SIZE          a blob; its size is in its name, so that a short file is seen
 * records/KIND/HEX                  a small value and its CRC-32
 * directories/KIND/HEX/content      a directory; beside it `made`, with the boot that it is of
 * locks/KIND-HEX                    who makes a directory
 * tmp/PID-START-N/                  what one process is writing; `alive` in it is locked
 * </pre>
 */
record StoreLayout(Path root) {
  private static final Pattern KIND = Pattern.compile("[a-z]+(-[a-z]+)*");

  Path blobs() {
    return root.resolve("blobs").resolve("sha256");
  }

  /** The folder that holds the blob with this digest, under whatever size. */
  Path blobFolder(Digest digest) {
    return blobs().resolve(digest.hex().substring(0, 2));
  }

  Path blob(Digest digest, long size) {
    return blobFolder(digest).resolve(digest.hex() + "." + size);
  }

  Path records() {
    return root.resolve("records");
  }

  Path record(String kind, Digest key) {
    return records().resolve(checked(kind)).resolve(key.hex());
  }

  Path directories() {
    return root.resolve("directories");
  }

  Path directory(String kind, Digest key) {
    return directories().resolve(checked(kind)).resolve(key.hex());
  }

  Path lock(String kind, Digest key) {
    return root.resolve("locks").resolve(checked(kind) + "-" + key.hex());
  }

  Path temporary() {
    return root.resolve("tmp");
  }

  private static String checked(String kind) {
    if (!KIND.matcher(kind).matches()) {
      throw new IllegalArgumentException(
          "a kind has lower-case letters and dashes, `%s` has others".formatted(kind));
    }
    return kind;
  }
}
