package org.repo2oci.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** A file that appears whole, or not at all. */
final class NewFile {
  private static final String MARK = ".repo2oci-";

  private NewFile() {}

  /** Writes the bytes. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes to a hidden file beside it, durably, which then takes the name. */
  static void write(Path file, Content content) throws IOException {
    byte[] random = new byte[6];
    ThreadLocalRandom.current().nextBytes(random);
    Path hidden =
        file.resolveSibling(
            "%s%s%s".formatted(hiddenStart(file), MARK, HexFormat.of().formatHex(random)));
    try {
      // Not a temporary file of the JDK: only the owner could read those.
      try (FileChannel channel =
              FileChannel.open(hidden, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          OutputStream out = Channels.newOutputStream(channel)) {
        content.writeTo(out);
        channel.force(true);
      }
      Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(hidden);
    }
  }

  /** The longest names of file systems have 255 bytes. */
  private static String hiddenStart(Path file) {
    String name = String.valueOf(file.getFileName());
    return "." + name.substring(0, Math.min(60, name.length()));
  }

  /** Whether it is a file that was to take another name. */
  static boolean isHidden(Path file) {
    return String.valueOf(file.getFileName()).contains(MARK);
  }

  /** Removes what a writer left in a folder that was killed. */
  static void removeLeftovers(Path folder) throws IOException {
    try (DirectoryStream<Path> hidden = Files.newDirectoryStream(folder, ".*" + MARK + "*")) {
      for (Path file : hidden) {
        Files.deleteIfExists(file);
      }
    }
  }
}
