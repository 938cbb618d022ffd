package org.repo2oci.conda.link;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.image.Digest;
import org.repo2oci.store.Scratch;
import org.repo2oci.store.Store;

/**
 * The paths of packages, kept in the store for each archive: whether two packages have the same
 * path, and whether one has a script to run, is known without unpacking them again.
 */
public final class PathLists {
  private static final String KIND = "conda-paths";
  private static final String FORMAT = "1";
  private static final int MAX_TEXT = 1 << 28;

  private final Store store;
  private final CondaPrefix prefix;

  public PathLists(Store store, CondaPrefix prefix) {
    this.store = store;
    this.prefix = prefix;
  }

  /** The paths of a package, where its archive has been read before. */
  public Optional<PackagePaths> known(LockedConda locked) throws IOException {
    Optional<byte[]> record = store.record(KIND, key(locked));
    return record.isEmpty()
        ? Optional.empty()
        : Optional.of(parse(locked.record().name(), record.get()));
  }

  /**
   * The paths of a package: known, or read from its archive. Of a {@code .conda} only the small
   * part with the list is unpacked.
   */
  public PackagePaths get(LockedConda locked, Path archive) throws IOException {
    Optional<PackagePaths> known = known(locked);
    if (known.isPresent()) {
      return known.get();
    }
    PackagePaths paths = read(locked, archive);
    store.putRecord(KIND, key(locked), format(paths));
    return paths;
  }

  private PackagePaths read(LockedConda locked, Path archive) throws IOException {
    try (Scratch scratch = store.newScratch();
        Spool spool = new Spool(scratch.directory().resolve("info"))) {
      return read(locked, archive, spool);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private PackagePaths read(LockedConda locked, Path archive, Spool spool) {
    try {
      CondaArchive opened = CondaArchive.open(archive, locked.record().fileName());
      ArchiveReader.Members members = ArchiveReader.readInfo(opened, spool);
      if (!new InfoFiles(members.info()).hasPathsJson()) {
        members = ArchiveReader.read(opened, spool);
      }
      InfoFiles info = new InfoFiles(members.info());
      info.requireIdentity(locked);
      return read(locked, info, members.files());
    } catch (IOException e) {
      throw BadPackage.refused(locked, String.valueOf(e.getMessage())).withCause(e);
    }
  }

  private PackagePaths read(LockedConda locked, InfoFiles info, Map<String, ArchiveMember> members)
      throws IOException {
    Placement placement = Placement.of(locked, info, prefix);
    List<PackagePaths.Entry> entries = new ArrayList<>();
    for (ListedPath listed : info.paths(members)) {
      PackagePaths.Kind kind =
          switch (listed.type()) {
            case ListedPath.SOFT_LINK -> PackagePaths.Kind.LINK;
            case ListedPath.DIRECTORY -> PackagePaths.Kind.FOLDER;
            default -> PackagePaths.Kind.FILE;
          };
      String target = placement.target(listed.path());
      entries.add(new PackagePaths.Entry(kind, target));
      if (placement.compiles(listed.path())) {
        entries.add(
            new PackagePaths.Entry(PackagePaths.Kind.GENERATED, placement.compiled(target)));
      }
    }
    if (placement.compiles()) {
      for (String text : info.metadata().orElseThrow().entryPoints()) {
        entries.add(
            new PackagePaths.Entry(
                PackagePaths.Kind.GENERATED, "bin/" + EntryPoint.parse(text).command()));
      }
    }
    return new PackagePaths(locked.record().name(), entries);
  }

  private Digest key(LockedConda locked) {
    String text =
        String.join(
            "\n",
            FORMAT,
            CondaLinker.VERSION,
            ArchiveIdentity.of(locked),
            Placement.python(locked, prefix));
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Lines of a letter and a path, deflated; a line feed in a path is its end. */
  private static byte[] format(PackagePaths paths) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      for (PackagePaths.Entry entry : paths.entries()) {
        String line = entry.kind().letter() + entry.path() + "\0";
        out.write(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    return packed.toByteArray();
  }

  private static PackagePaths parse(String name, byte[] record) throws IOException {
    String text;
    try (InputStream in = new InflaterInputStream(new java.io.ByteArrayInputStream(record))) {
      text = new String(in.readNBytes(MAX_TEXT), StandardCharsets.UTF_8);
    }
    List<PackagePaths.Entry> entries = new ArrayList<>();
    for (String line : text.split("\0", -1)) {
      if (!line.isEmpty()) {
        entries.add(new PackagePaths.Entry(kind(line.charAt(0)), line.substring(1)));
      }
    }
    return new PackagePaths(name, entries);
  }

  private static PackagePaths.Kind kind(char letter) {
    for (PackagePaths.Kind kind : PackagePaths.Kind.values()) {
      if (kind.letter() == letter) {
        return kind;
      }
    }
    throw new IllegalArgumentException("no kind of path is `%s`".formatted(letter));
  }
}
