package org.repo2oci.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.repo2oci.image.Digest;

/** A store for tests: blobs as files of one folder, the rest in memory. */
public final class FakeStore implements Store {
  private final Path folder;
  private final Map<String, byte[]> records = new ConcurrentHashMap<>();

  public FakeStore(Path folder) {
    this.folder = folder;
  }

  /** Puts bytes into the store. */
  public StoredBlob add(byte[] content) {
    try (BlobWriter writer = newBlob()) {
      writer.write(content);
      return writer.commit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many blobs there are. */
  public int count() {
    try (var files = Files.list(folder)) {
      return Math.toIntExact(files.filter(Files::isRegularFile).count());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<StoredBlob> blob(Digest digest) {
    Path file = folder.resolve(digest.hex());
    try {
      return Files.exists(file)
          ? Optional.of(new StoredBlob(digest, Files.size(file), file))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public BlobWriter newBlob() {
    return new Writer();
  }

  private final class Writer extends BlobWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(int b) {
      bytes.write(b);
    }

    @Override
    public void write(byte[] b, int offset, int length) {
      bytes.write(b, offset, length);
    }

    @Override
    public StoredBlob commit() throws IOException {
      Digest digest = Digest.of(bytes.toByteArray());
      Path file = Files.write(folder.resolve(digest.hex()), bytes.toByteArray());
      return new StoredBlob(digest, bytes.size(), file);
    }

    @Override
    public StoredBlob commit(Digest expected) throws IOException {
      Digest digest = Digest.of(bytes.toByteArray());
      if (!digest.equals(expected)) {
        throw new DigestMismatch(expected, digest);
      }
      return commit();
    }
  }

  @Override
  public Optional<byte[]> record(String kind, Digest key) {
    return Optional.ofNullable(records.get(kind + key));
  }

  @Override
  public void putRecord(String kind, Digest key, byte[] value) {
    records.put(kind + key, value);
  }

  @Override
  public void removeRecord(String kind, Digest key) {
    records.remove(kind + key);
  }

  @Override
  public Path directory(String kind, Digest key, DirectoryMaker maker) throws IOException {
    Path made = folder.resolve(kind + "-" + key.hex());
    if (!Files.exists(made)) {
      maker.fill(Files.createDirectory(made));
    }
    return made;
  }

  @Override
  public Optional<Path> directory(String kind, Digest key) {
    return Optional.of(folder.resolve(kind + "-" + key.hex())).filter(Files::exists);
  }

  @Override
  public Scratch newScratch() throws IOException {
    Path scratch = Files.createTempDirectory(folder, "scratch");
    return new Scratch() {
      @Override
      public Path directory() {
        return scratch;
      }

      @Override
      public void close() {}
    };
  }
}
