package org.repo2oci.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.repo2oci.filetree.TreePath;
import org.repo2oci.layer.LayerReader;

/** The files of an archive: found by its headers alone, read where they lie. */
final class TarFiles implements ImageFiles {
  private static final int MAGIC = 257;

  private final TarFile tar;
  private final Path scratch;
  private final Map<String, TarArchiveEntry> entries = new HashMap<>();

  private TarFiles(TarFile tar, Path scratch) throws IOException {
    this.tar = tar;
    this.scratch = scratch;
    for (TarArchiveEntry entry : tar.getEntries()) {
      String name = entry.getName();
      entries.put(name.startsWith("./") ? name.substring(2) : name, entry);
    }
  }

  /**
   * Opens an archive, also one that is compressed as a whole.
   *
   * @param scratch an empty folder for what has to be unpacked
   * @throws IOException where it is no tar
   */
  static TarFiles open(Path file, Path scratch) throws IOException {
    Path plain = file;
    if (!isTar(file)) {
      plain = scratch.resolve("archive.tar");
      try (InputStream in = LayerReader.uncompressed(file)) {
        Files.copy(in, plain);
      }
      if (!isTar(plain)) {
        throw new IOException("it is no tar");
      }
    }
    try {
      return new TarFiles(new TarFile(plain), scratch);
    } catch (IllegalArgumentException e) {
      // What commons-compress throws for some headers, beside IOException.
      throw new IOException("it is a damaged tar", e);
    }
  }

  private static boolean isTar(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(MAGIC + 5);
      return start.length == MAGIC + 5
          && new String(start, MAGIC, 5, java.nio.charset.StandardCharsets.US_ASCII)
              .equals("ustar");
    }
  }

  @Override
  public OptionalLong size(String path) {
    TarArchiveEntry entry = entry(path);
    return entry == null ? OptionalLong.empty() : OptionalLong.of(entry.getSize());
  }

  /** Old engines write a layer that occurs twice as a link to the first one. */
  private @org.jspecify.annotations.Nullable TarArchiveEntry entry(String path) {
    TarArchiveEntry entry = entries.get(path);
    if (entry != null && entry.isSymbolicLink()) {
      entry =
          entries.get(
              Path.of(TreePath.parent(path)).resolve(entry.getLinkName()).normalize().toString());
    }
    return entry == null || !entry.isFile() ? null : entry;
  }

  @Override
  public byte[] read(String path) throws IOException {
    try (InputStream in = open(path)) {
      return in.readAllBytes();
    }
  }

  @Override
  public Path extracted(String path) throws IOException {
    Path file = Files.createTempFile(scratch, "file", "");
    try (InputStream in = open(path)) {
      Files.copy(in, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  private InputStream open(String path) throws IOException {
    TarArchiveEntry entry = entry(path);
    if (entry == null) {
      throw new IOException("it has no `%s`".formatted(path));
    }
    return tar.getInputStream(entry);
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
