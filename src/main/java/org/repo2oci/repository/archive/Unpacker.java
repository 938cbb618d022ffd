package org.repo2oci.repository.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.BoundedInput;
import org.repo2oci.filetree.TreePath;
import org.repo2oci.pypi.wheel.ZipDirectory;
import org.repo2oci.pypi.wheel.ZipFormatException;
import org.repo2oci.pypi.wheel.ZipMember;

/**
 * Unpacks an archive that a stranger made into an empty folder. Links are made last, so that no
 * file is ever written through one.
 */
final class Unpacker {
  private static final int MOST_MEMBERS = 500_000;
  private static final int LONGEST_TARGET = 4096;
  private static final int ANY_EXECUTE = 0111;
  private static final int ZIP_MAGIC = 0x504b0304;
  private static final int EMPTY_ZIP_MAGIC = 0x504b0506;

  private final Path folder;
  private final Map<String, String> links = new LinkedHashMap<>();
  private int members;

  private Unpacker(Path folder) {
    this.folder = folder;
  }

  /** Whether a file begins as zips do. */
  static boolean isZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(4);
      int magic = start.length < 4 ? 0 : java.nio.ByteBuffer.wrap(start).getInt();
      return magic == ZIP_MAGIC || magic == EMPTY_ZIP_MAGIC;
    }
  }

  /**
   * Unpacks a zip.
   *
   * @param name for people
   * @throws BuildFailure where it must not be unpacked
   */
  static void zip(String name, Path file, Path folder) throws IOException {
    Unpacker unpacker = new Unpacker(folder);
    try {
      long[] total = {0};
      for (ZipMember member : ZipDirectory.readWithLinks(file)) {
        total[0] += member.content().size();
      }
      // As large as it says it will be; each member is held to what it said.
      BoundedInput.check(total[0], Files.size(file));
      for (ZipMember member : ZipDirectory.readWithLinks(file)) {
        unpacker.add(member);
      }
      unpacker.makeLinks();
    } catch (ZipFormatException | Refused e) {
      throw refused(name, e);
    }
  }

  /** Unpacks a tar that gzip compressed. */
  static void tar(String name, Path file, Path folder) throws IOException {
    Unpacker unpacker = new Unpacker(folder);
    try (InputStream packed = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        InputStream unpacked =
            BoundedInput.ofPacked(new GZIPInputStream(packed, 1 << 16), Files.size(file));
        TarArchiveInputStream tar = new TarArchiveInputStream(unpacked, "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpacker.add(entry, tar);
      }
      unpacker.makeLinks();
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      // What commons-compress throws for some headers, beside IOException.
      throw refused(name, new IOException("it is damaged", e));
    } catch (java.nio.file.FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw refused(name, e);
    }
  }

  private void add(ZipMember member) throws IOException {
    String path = path(member.name());
    if (path.isEmpty()) {
      return;
    }
    if (member.directory()) {
      Files.createDirectories(folder.resolve(path));
      return;
    }
    long size = member.content().size();
    CRC32 sum = new CRC32();
    try (InputStream in = new CheckedInputStream(member.content().open(), sum)) {
      if (member.isLink()) {
        link(
            path,
            new String(in.readNBytes(LONGEST_TARGET + 1), java.nio.charset.StandardCharsets.UTF_8));
        return;
      }
      write(path, in, size, member.executable());
    }
    if (sum.getValue() != member.crc32()) {
      throw new Refused("`%s` in it is damaged".formatted(path));
    }
  }

  private void add(TarArchiveEntry entry, InputStream data) throws IOException {
    String path = path(entry.getName());
    if (path.isEmpty()) {
      return;
    }
    byte flag = entry.getLinkFlag();
    boolean plain = flag == TarConstants.LF_NORMAL || flag == TarConstants.LF_OLDNORM;
    if (entry.isDirectory()) {
      Files.createDirectories(folder.resolve(path));
    } else if (entry.isSymbolicLink()) {
      link(path, entry.getLinkName());
    } else if (plain && !entry.isSparse()) {
      write(path, data, entry.getSize(), (entry.getMode() & ANY_EXECUTE) != 0);
    } else {
      throw new Refused("`%s` in it is neither file, folder nor link".formatted(path));
    }
  }

  private String path(String member) throws Refused {
    if (++members > MOST_MEMBERS) {
      throw new Refused("it has more than %d files".formatted(MOST_MEMBERS));
    }
    try {
      return TreePath.ofMember(member);
    } catch (IllegalArgumentException e) {
      throw new Refused(String.valueOf(e.getMessage()));
    }
  }

  private void link(String path, String target) throws Refused {
    if (target.isEmpty() || target.length() > LONGEST_TARGET || target.indexOf('\0') >= 0) {
      throw new Refused("its link `%s` leads nowhere".formatted(path));
    }
    if (links.put(path, target) != null) {
      throw new Refused("it has `%s` twice".formatted(path));
    }
  }

  private void write(String path, InputStream in, long size, boolean executable)
      throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    try (OutputStream out =
        Files.newOutputStream(file, java.nio.file.StandardOpenOption.CREATE_NEW)) {
      byte[] buffer = new byte[1 << 16];
      long written = 0;
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        written += count;
        if (written > size) {
          throw new Refused("`%s` in it is larger than it says".formatted(path));
        }
        out.write(buffer, 0, count);
      }
    } catch (FileAlreadyExistsException e) {
      throw new Refused("it has `%s` twice".formatted(path));
    }
    if (executable) {
      Set<PosixFilePermission> modes = Files.getPosixFilePermissions(file);
      modes.add(PosixFilePermission.OWNER_EXECUTE);
      Files.setPosixFilePermissions(file, modes);
    }
  }

  private void makeLinks() throws IOException {
    for (Map.Entry<String, String> link : links.entrySet()) {
      Path place = folder.resolve(link.getKey());
      for (String up = TreePath.parent(link.getKey()); !up.isEmpty(); up = TreePath.parent(up)) {
        if (links.containsKey(up)) {
          throw new Refused("`%s` lies below a link".formatted(link.getKey()));
        }
      }
      try {
        Files.createDirectories(place.getParent());
        Files.createSymbolicLink(place, Path.of(link.getValue()));
      } catch (FileAlreadyExistsException e) {
        throw new Refused("it has `%s` twice".formatted(link.getKey()));
      }
    }
  }

  private static BuildFailure refused(String name, IOException why) {
    return BuildFailure.input("Cannot unpack `%s`: %s".formatted(name, why.getMessage()))
        .withHint("Unpack it where you trust it, and build the folder")
        .withCause(why);
  }

  /** An archive that must not be unpacked. */
  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    Refused(String why) {
      super(why);
    }
  }
}
