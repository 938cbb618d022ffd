package org.repo2oci.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.repo2oci.image.Digest;

/** The store in a folder on disk; any number of processes may have it open. */
public final class DiskStore implements Store {
  private final StoreLayout layout;
  private final TemporaryArea temporary;
  private final Blobs blobs;
  private final Records records;
  private final Directories directories;

  private DiskStore(StoreLayout layout, TemporaryArea temporary) {
    LastUse lastUse = new LastUse(TemporaryArea.processStart());
    this.layout = layout;
    this.temporary = temporary;
    this.blobs = new Blobs(layout, lastUse);
    this.records = new Records(layout, temporary, lastUse);
    this.directories = new Directories(layout, temporary, lastUse, Directories.currentBoot());
  }

  /** Like {@link #open(Path, DirectoryRemover)}, for directories that anyone can remove. */
  public static DiskStore open(Path root) {
    return open(root, DirectoryRemover.ordinary());
  }

  /**
   * Opens the store, makes it where it is missing, and removes what processes left that have ended.
   *
   * @param remover removes directories of the store, with the rights that their makers had
   * @throws org.repo2oci.failure.BuildFailure where the folder cannot be made or written
   */
  public static DiskStore open(Path root, DirectoryRemover remover) {
    try {
      StoreLayout layout = new StoreLayout(Files.createDirectories(root).toRealPath());
      return new DiskStore(layout, TemporaryArea.open(layout, remover));
    } catch (FileAlreadyExistsException e) {
      throw StoreFailures.unusable(root, "`%s` is no folder".formatted(e.getFile()));
    } catch (IOException e) {
      throw StoreFailures.unusable(root, e);
    }
  }

  @Override
  public Optional<StoredBlob> blob(Digest digest) {
    return blobs.find(digest);
  }

  @Override
  public BlobWriter newBlob() throws IOException {
    return DiskBlobWriter.open(layout, temporary.newPath("blob"));
  }

  @Override
  public BlobWriter newBlob(long size) throws IOException {
    long free = StoreFailures.free(layout.root());
    if (free < size) {
      throw StoreFailures.full(layout.root(), size, free);
    }
    return newBlob();
  }

  @Override
  public Optional<byte[]> record(String kind, Digest key) {
    return records.find(kind, key);
  }

  @Override
  public void putRecord(String kind, Digest key, byte[] value) throws IOException {
    records.put(kind, key, value);
  }

  @Override
  public void removeRecord(String kind, Digest key) throws IOException {
    records.remove(kind, key);
  }

  @Override
  public Path directory(String kind, Digest key, DirectoryMaker maker) throws IOException {
    return directories.make(kind, key, maker);
  }

  @Override
  public Optional<Path> directory(String kind, Digest key) {
    return directories.find(kind, key);
  }

  @Override
  public Scratch newScratch() throws IOException {
    Path directory = Files.createDirectory(temporary.newPath("scratch"));
    return new Scratch() {
      @Override
      public Path directory() {
        return directory;
      }

      @Override
      public void close() {
        temporary.remove(directory);
      }
    };
  }

  /** What the store holds, for people who want to see or remove some of it. */
  public StoreInventory inventory() {
    return new StoreInventory(layout, temporary);
  }
}
