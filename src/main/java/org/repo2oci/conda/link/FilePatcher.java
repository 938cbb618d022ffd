package org.repo2oci.conda.link;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.repo2oci.filetree.Content;

/** Writes files with another prefix behind those that were packed; they never are on the heap. */
final class FilePatcher {
  private final Spool spool;
  private final String prefix;

  FilePatcher(Spool spool, String prefix) {
    this.spool = spool;
    this.prefix = prefix;
  }

  /**
   * A file as it is installed.
   *
   * @param sha256 of its content, hexadecimal digits
   */
  record Patched(Content.Range content, String sha256) {}

  /**
   * The file with its placeholders replaced.
   *
   * @throws IOException where the prefix is too long for it
   */
  Patched patch(Content.Range file, ListedPath.Placeholder placeholder) throws IOException {
    Content.Range patched = file;
    for (PrefixReplacement encoding :
        PrefixReplacement.inAllEncodings(placeholder.prefix(), prefix)) {
      patched = edited(patched, placeholder.binary() ? encoding::inBinary : encoding::inText);
    }
    if (!placeholder.binary()) {
      Optional<LongShebang.Change> shebang = LongShebang.of(start(patched));
      if (shebang.isPresent()) {
        patched = edited(patched, data -> everyLine(data, shebang.get()));
      }
    }
    return new Patched(patched, sha256(patched));
  }

  /** Says what is to be changed in a file. */
  @FunctionalInterface
  private interface Editor {
    List<Edit> edits(MemorySegment data) throws IOException;
  }

  private static String sha256(Content.Range file) throws IOException {
    MessageDigest digest = newDigest();
    byte[] buffer = new byte[1 << 16];
    try (InputStream content = file.open()) {
      for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static List<Edit> everyLine(MemorySegment data, LongShebang.Change shebang) {
    ByteSearch search = new ByteSearch(shebang.line());
    List<Edit> edits = new ArrayList<>();
    long size = data.byteSize();
    for (long at = search.find(data, 0, size);
        at >= 0;
        at = search.find(data, at + search.length(), size)) {
      edits.add(new Edit(at, search.length(), shebang.instead()));
    }
    return edits;
  }

  private static MemorySegment map(Content.Range file, Arena arena) throws IOException {
    if (file.size() == 0) {
      return MemorySegment.ofArray(new byte[0]);
    }
    try (FileChannel channel = FileChannel.open(file.file(), StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, file.offset(), file.size(), arena);
    }
  }

  private static byte[] start(Content.Range file) throws IOException {
    try (InputStream content = file.open()) {
      return content.readNBytes(LongShebang.MAX_LINE);
    }
  }

  private Content.Range edited(Content.Range file, Editor editor) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = map(file, arena);
      List<Edit> edits = editor.edits(data);
      if (edits.isEmpty()) {
        return file;
      }
      long start = spool.position();
      long at = 0;
      for (Edit edit : edits) {
        copy(data, at, edit.offset());
        spool.write(edit.replacement(), 0, edit.replacement().length);
        at = edit.end();
      }
      copy(data, at, data.byteSize());
      return spool.since(start);
    }
  }

  private void copy(MemorySegment data, long from, long to) {
    byte[] buffer = new byte[(int) Math.min(to - from, 1 << 16)];
    for (long at = from; at < to; at += buffer.length) {
      int count = (int) Math.min(buffer.length, to - at);
      MemorySegment.copy(data, ValueLayout.JAVA_BYTE, at, buffer, 0, count);
      spool.write(buffer, 0, count);
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
