package org.repo2oci.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.repo2oci.image.Digest;
import org.repo2oci.store.BlobWriter;
import org.repo2oci.store.Scratch;
import org.repo2oci.store.Store;
import org.repo2oci.store.StoredBlob;

/** A store that has only scratch folders. */
public record TemporaryStore(Path folder) implements Store {
  @Override
  public Optional<StoredBlob> blob(Digest digest) {
    return Optional.empty();
  }

  @Override
  public BlobWriter newBlob() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<byte[]> record(String kind, Digest key) {
    return Optional.empty();
  }

  @Override
  public void putRecord(String kind, Digest key, byte[] value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void removeRecord(String kind, Digest key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path directory(String kind, Digest key, DirectoryMaker maker) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Path> directory(String kind, Digest key) {
    return Optional.empty();
  }

  @Override
  public Scratch newScratch() throws IOException {
    Path directory = Files.createTempDirectory(Files.createDirectories(folder), "scratch");
    return new Scratch() {
      @Override
      public Path directory() {
        return directory;
      }

      @Override
      public void close() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    };
  }
}
