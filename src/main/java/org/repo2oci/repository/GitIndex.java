package org.repo2oci.repository;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes a git index (gitformat-index, version 2) that knows what is committed and nothing of the
 * files on disk: git compares them when it is first asked, and the bytes are the same everywhere.
 */
final class GitIndex {
  private static final int STAT_BYTES_BEFORE_MODE = 24;
  private static final int STAT_BYTES_AFTER_MODE = 12;
  private static final int LONGEST_COUNTED_NAME = 0xfff;

  private GitIndex() {}

  /**
   * @param tree what is committed, in git's order
   */
  static byte[] write(List<GitTreeEntry> tree, String objectFormat) {
    List<GitTreeEntry> files = tree.stream().filter(entry -> !entry.isTree()).toList();
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeBytes("DIRC");
      out.writeInt(2);
      out.writeInt(files.size());
      for (GitTreeEntry file : files) {
        int begin = bytes.size();
        byte[] name = file.path().getBytes(StandardCharsets.UTF_8);
        out.write(new byte[STAT_BYTES_BEFORE_MODE]);
        out.writeInt(file.mode());
        out.write(new byte[STAT_BYTES_AFTER_MODE]);
        out.write(HexFormat.of().parseHex(file.id()));
        out.writeShort(Math.min(name.length, LONGEST_COUNTED_NAME));
        out.write(name);
        out.write(new byte[8 - (bytes.size() - begin) % 8]);
      }
      out.write(GitPack.digest(objectFormat).digest(bytes.toByteArray()));
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
