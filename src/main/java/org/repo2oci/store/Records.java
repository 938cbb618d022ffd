package org.repo2oci.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import org.repo2oci.image.Digest;

/** Small values under keys; each file ends with the CRC-32 of its value, 4 bytes, big-endian. */
record Records(StoreLayout layout, TemporaryArea temporary, LastUse lastUse) {
  private static final int CHECK = Integer.BYTES;

  Optional<byte[]> find(String kind, Digest key) {
    Path file = layout.record(kind, key);
    byte[] stored;
    try {
      stored = Files.readAllBytes(file);
    } catch (IOException e) {
      // Absent, or unreadable: it is then made again.
      return Optional.empty();
    }
    if (stored.length < CHECK) {
      return Optional.empty();
    }
    byte[] value = Arrays.copyOf(stored, stored.length - CHECK);
    if (!Arrays.equals(stored, checked(value))) {
      return Optional.empty();
    }
    lastUse.note(file);
    return Optional.of(value);
  }

  void put(String kind, Digest key, byte[] value) throws IOException {
    Path file = layout.record(kind, key);
    Path written = temporary.newPath("record");
    try {
      Disk.write(written, checked(value));
      Disk.publish(written, file);
    } catch (IOException e) {
      Files.deleteIfExists(written);
      throw StoreFailures.full(layout.root(), value.length, e);
    }
  }

  void remove(String kind, Digest key) throws IOException {
    Files.deleteIfExists(layout.record(kind, key));
  }

  private static byte[] checked(byte[] value) {
    CRC32 check = new CRC32();
    check.update(value);
    return ByteBuffer.allocate(value.length + CHECK)
        .put(value)
        .putInt((int) check.getValue())
        .array();
  }
}
