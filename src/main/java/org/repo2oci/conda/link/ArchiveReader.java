package org.repo2oci.conda.link;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.repo2oci.filetree.TreePath;

/** Reads the members of an archive once, and spools what is in them. */
final class ArchiveReader {
  private static final int MAX_MEMBERS = 500_000;
  private static final int MODE = 0777;

  /** All of {@code info/} that linking needs; recipes, tests and licences stay packed. */
  private static final Set<String> INFO =
      Set.of(
          "info/index.json",
          "info/paths.json",
          "info/files",
          "info/has_prefix",
          "info/no_link",
          "info/no_softlink",
          "info/link.json",
          "info/package_metadata.json");

  private final Spool spool;
  private final Map<String, ArchiveMember> members = new HashMap<>();
  private final Map<String, ArchiveMember> info = new HashMap<>();

  private ArchiveReader(Spool spool) {
    this.spool = spool;
  }

  /**
   * What an archive has, by path.
   *
   * @param info the few files of {@code info/} that linking needs
   */
  record Members(Map<String, ArchiveMember> files, Map<String, ArchiveMember> info) {}

  static Members read(CondaArchive archive, Spool spool) throws IOException {
    ArchiveReader reader = new ArchiveReader(spool);
    if (!archive.isOneTar()) {
      reader.readTar(archive.info(), true);
    }
    reader.readTar(archive.files(), archive.isOneTar());
    spool.flush();
    return new Members(reader.members, reader.info);
  }

  /** Only {@code info/}; files are named, and have no content. */
  static Members readInfo(CondaArchive archive, Spool spool) throws IOException {
    ArchiveReader reader = new ArchiveReader(spool);
    reader.readTar(archive.info(), true);
    spool.flush();
    return new Members(Map.of(), reader.info);
  }

  private void readTar(InputStream unpacked, boolean hasInfo) throws IOException {
    try (InputStream buffered = new BufferedInputStream(unpacked, 1 << 16);
        TarArchiveInputStream tar = new TarArchiveInputStream(buffered, "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String path = path(entry.getName());
        boolean ofInfo = path.startsWith("info/");
        if (path.isEmpty() || (ofInfo && !(hasInfo && INFO.contains(path)))) {
          continue;
        }
        Map<String, ArchiveMember> into = ofInfo ? info : members;
        into.put(path, member(path, entry, tar));
        if (into.size() > MAX_MEMBERS) {
          throw new IOException("it has more than %d files".formatted(MAX_MEMBERS));
        }
      }
    } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
      // What commons-compress throws for some headers, beside IOException.
      throw new IOException("it is damaged: " + e.getMessage(), e);
    }
  }

  private static String path(String name) throws IOException {
    if (name.indexOf('\uFFFD') >= 0) {
      throw new IOException("the name `%s` is not UTF-8".formatted(name));
    }
    try {
      return TreePath.ofMember(name);
    } catch (IllegalArgumentException e) {
      throw new IOException("its member %s".formatted(e.getMessage()), e);
    }
  }

  private ArchiveMember member(String path, TarArchiveEntry entry, InputStream data)
      throws IOException {
    long mtime = Math.floorDiv(entry.getLastModifiedTime().toMillis(), 1000L);
    if (entry.isDirectory()) {
      return new ArchiveMember.Folder(mtime);
    }
    if (entry.isSymbolicLink()) {
      if (entry.getLinkName().isEmpty()) {
        throw new IOException("its link `%s` leads nowhere".formatted(path));
      }
      return new ArchiveMember.Link(mtime, entry.getLinkName());
    }
    if (entry.isLink()) {
      String target = path(entry.getLinkName());
      ArchiveMember first = members.get(target);
      if (!(first instanceof ArchiveMember.File file)) {
        throw new IOException(
            "its hard link `%s` leads to `%s`, which is no file before it"
                .formatted(path, entry.getLinkName()));
      }
      return file;
    }
    byte flag = entry.getLinkFlag();
    boolean plain = flag == TarConstants.LF_NORMAL || flag == TarConstants.LF_OLDNORM;
    if (!plain || entry.isSparse()) {
      throw new IOException("`%s` is neither file, folder nor link".formatted(path));
    }
    return new ArchiveMember.File(entry.getMode() & MODE, mtime, spool.add(data));
  }
}
