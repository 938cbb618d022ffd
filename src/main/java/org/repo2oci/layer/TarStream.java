package org.repo2oci.layer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;

/** Plain tars: written for pipes into sandboxes, read from them. */
public final class TarStream {
  /** Of folders that lead to something and are not in a tree themselves: 0755 of root, 1980. */
  public static final Attributes PARENTS = new Attributes(0755, 0, 0, 315_532_800L);

  private TarStream() {}

  /** Writes a tree as a tar with whiteouts as in a layer; the stream stays open. */
  public static void write(FileTree tree, OutputStream out) throws IOException {
    write(tree, Whiteouts.OCI, out);
  }

  /** Writes a tree as a tar; the stream stays open. */
  public static void write(FileTree tree, Whiteouts form, OutputStream out) throws IOException {
    TarWriter.write(
        tree,
        PARENTS,
        form,
        new TarSink() {
          @Override
          public void bytes(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
          }

          @Override
          public void content(String path, Content content) throws IOException {
            copy(path, content, out);
          }
        });
  }

  /**
   * Reads a tar to its end. Whiteouts of a layer and those of overlayfs (devices 0:0, {@code
   * SCHILY.xattr.*.overlay.opaque}) become nodes of the tree; other devices, pipes and sockets are
   * left out, since a tree has none.
   *
   * @param contents a file that does not exist yet; it gets the files' bytes, the tree points into
   *     it and needs it for as long as it is used
   * @throws BadArchive where a name leaves the root, where something lies in what is no folder, or
   *     where the tar is damaged
   */
  public static FileTree read(InputStream in, Path contents) throws IOException {
    return TarReader.read(in, contents, true);
  }

  /** Copies exactly as many bytes as the content has by its own word. */
  static void copy(String path, Content content, OutputStream out) throws IOException {
    byte[] buffer = new byte[(int) Math.min(1 << 16, Math.max(1, content.size()))];
    long left = content.size();
    try (InputStream in = content.open()) {
      while (left > 0) {
        int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (count < 0) {
          throw new EOFException(
              "`%s` has %d bytes less than its %d".formatted(path, left, content.size()));
        }
        out.write(buffer, 0, count);
        left -= count;
      }
      if (in.read() >= 0) {
        throw new BadArchive("`%s` has more than its %d bytes".formatted(path, content.size()));
      }
    }
  }
}
