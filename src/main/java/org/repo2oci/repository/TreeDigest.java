package org.repo2oci.repository;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;

/** One digest for a whole tree; each file's content is read once, in streams. */
public final class TreeDigest {
  private static final int BUFFER = 1 << 17;

  private final Map<Content, byte[]> known = new HashMap<>();

  public Digest of(FileTree tree) {
    MessageDigest digest = Digest.algorithm();
    tree.forEach((path, node) -> {
      text(digest, path);
      attributes(digest, node.attributes());
      switch (node) {
        case Node.Directory _ -> text(digest, "directory");
        case Node.RegularFile file -> {
          text(digest, "file");
          digest.update(known.computeIfAbsent(file.content(), TreeDigest::contentDigest));
        }
        case Node.SymbolicLink link -> text(digest, "symlink " + link.target());
        case Node.HardLink link -> text(digest, "hardlink " + link.target());
        case Node.Whiteout _ -> text(digest, "whiteout");
        case Node.OpaqueDirectory _ -> text(digest, "opaque");
      }
    });
    return Digest.from(digest.digest());
  }

  private static byte[] contentDigest(Content content) {
    MessageDigest digest = Digest.algorithm();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = content.open()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return digest.digest();
  }

  private static void attributes(MessageDigest digest, Attributes attributes) {
    ByteBuffer numbers = ByteBuffer.allocate(20);
    numbers.putInt(attributes.mode()).putInt(attributes.uid()).putInt(attributes.gid());
    digest.update(numbers.putLong(attributes.mtime()).array());
  }

  private static void text(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
    digest.update(bytes);
  }
}
