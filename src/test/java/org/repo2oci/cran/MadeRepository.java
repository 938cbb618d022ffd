package org.repo2oci.cran;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Download;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.image.Digest;
import org.repo2oci.store.StoredBlob;

/** A repository of R packages in a folder, with fields that a test writes. */
final class MadeRepository implements Fetcher {
  final List<String> asked = new CopyOnWriteArrayList<>();
  private final Path folder;
  private final StringBuilder index = new StringBuilder();

  MadeRepository(Path folder) {
    this.folder = folder;
  }

  String url() {
    return "file://" + folder;
  }

  /** Adds a package to archive and index; {@code fields} are lines. */
  MadeRepository with(String name, String version, String fields) {
    String description = "Package: %s\nVersion: %s\n%s".formatted(name, version, fields);
    index.append(description).append("MD5sum: ").append(name.hashCode()).append("\n\n");
    return archived(
        "src/contrib/%s_%s.tar.gz".formatted(name, version),
        Map.of(name + "/DESCRIPTION", description, name + "/R/" + name, "code"));
  }

  MadeRepository archived(String path, Map<String, String> files) {
    try {
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      Files.write(file, archive(files));
      Files.write(folder.resolve("src/contrib/PACKAGES.gz"), gzip(index.toString()));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] archive(Map<String, String> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      bytes.writeTo(out);
    }
    return packed.toByteArray();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }

  @Override
  public byte[] get(URI uri, Map<String, String> headers) throws IOException {
    asked.add(String.valueOf(Path.of(uri.getPath()).getFileName()));
    Path file = Path.of(uri.getPath());
    if (!Files.exists(file)) {
      throw BuildFailure.environment("Cannot get `%s`: 404 Not Found".formatted(uri));
    }
    return Files.readAllBytes(file);
  }

  @Override
  public StoredBlob download(Download wanted) throws IOException {
    byte[] bytes = get(wanted.uri(), wanted.headers());
    return new StoredBlob(Digest.of(bytes), bytes.length, Path.of(wanted.uri().getPath()));
  }
}
