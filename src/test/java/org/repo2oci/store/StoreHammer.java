package org.repo2oci.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.repo2oci.image.Digest;

/** A process that writes to a store, for a number of rounds or until it is killed. */
final class StoreHammer {
  static final int KEYS = 12;
  static final int FILES = 25;
  static final String KIND = "hammered";

  private StoreHammer() {}

  public static void main(String[] arguments) throws IOException {
    DiskStore store = DiskStore.open(Path.of(arguments[0]));
    Path log = Path.of(arguments[1]);
    Random random = new Random(Long.parseLong(arguments[2]));
    int rounds = Integer.parseInt(arguments[3]);
    System.out.println("ready");
    for (int i = 0; i < rounds; i++) {
      int number = random.nextInt(KEYS);
      putBlobAndRecord(store, number);
      makeDirectory(store, number, log);
    }
  }

  private static void putBlobAndRecord(Store store, int number) throws IOException {
    byte[] bytes = content(number);
    try (BlobWriter writer = store.newBlob()) {
      for (int at = 0; at < bytes.length; at += 10_000) {
        writer.write(bytes, at, Math.min(10_000, bytes.length - at));
      }
      StoredBlob blob = writer.commit();
      store.putRecord(KIND, key(number), blob.digest().hex().getBytes(UTF_8));
    }
  }

  private static void makeDirectory(Store store, int number, Path log) throws IOException {
    Path directory =
        store.directory(
            KIND,
            key(number),
            empty -> {
              for (int file = 0; file < FILES; file++) {
                Files.writeString(empty.resolve("file-" + file), text(number, file));
              }
              Files.writeString(
                  log, number + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            });
    requireWhole(directory, number);
  }

  static void requireWhole(Path directory, int number) throws IOException {
    for (int file = 0; file < FILES; file++) {
      if (!Files.readString(directory.resolve("file-" + file)).equals(text(number, file))) {
        throw new IllegalStateException("half a directory: " + directory);
      }
    }
  }

  static Digest key(int number) {
    return Digest.of(("key " + number).getBytes(UTF_8));
  }

  static byte[] content(int number) {
    byte[] bytes = new byte[200_000 + number];
    new Random(number).nextBytes(bytes);
    return bytes;
  }

  private static String text(int number, int file) {
    return "directory %d file %d".formatted(number, file);
  }
}
