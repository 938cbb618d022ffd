package org.repo2oci.pypi.wheel;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the central directory of a zip (APPNOTE 4.3.12, zip64 too) and compares it with the local
 * headers. Readers differ on zips that contradict themselves, so every contradiction is an error:
 * what is checked here is then what every other reader would unpack.
 */
public final class ZipDirectory {
  private static final int MAX_MEMBERS = 200_000;
  private static final int MAX_DIRECTORY = 1 << 26;

  private ZipDirectory() {}

  /**
   * All members, in the directory's order, with checked and distinct names.
   *
   * @throws ZipFormatException where the zip must not be used
   */
  public static List<ZipMember> read(Path file) throws IOException {
    List<ZipMember> members = readWithLinks(file);
    for (ZipMember member : members) {
      if (member.isLink()) {
        throw new ZipFormatException("member `%s` is a symbolic link".formatted(member.name()));
      }
    }
    return members;
  }

  /** The same of a zip that may have symbolic links; the content of one is where it leads. */
  public static List<ZipMember> readWithLinks(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ZipEnd end = ZipEnd.find(channel);
      if (end.count() > MAX_MEMBERS || end.size() > MAX_DIRECTORY) {
        throw new ZipFormatException("it has more than %d members".formatted(MAX_MEMBERS));
      }
      List<CentralHeader> headers = headers(channel, end);
      List<Extent> extents = new ArrayList<>();
      List<ZipMember> members = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (CentralHeader header : headers) {
        if (!names.add(header.name())) {
          throw new ZipFormatException("member `%s` is there twice".formatted(header.name()));
        }
        long start = LocalHeader.contentStart(channel, header, end.offset());
        extents.add(
            new Extent(header.name(), header.localOffset(), start + header.compressedSize()));
        members.add(header.member(file, start));
      }
      refuseOverlap(extents, end.offset());
      refuseFilesAsFolders(members, names);
      return members;
    } catch (EOFException e) {
      throw new ZipFormatException("it is cut off: " + e.getMessage());
    }
  }

  private static List<CentralHeader> headers(FileChannel channel, ZipEnd end) throws IOException {
    ByteBuffer directory = ZipEnd.read(channel, end.offset(), (int) end.size());
    List<CentralHeader> headers = new ArrayList<>();
    for (long i = 0; i < end.count(); i++) {
      headers.add(CentralHeader.next(directory));
    }
    if (directory.hasRemaining()) {
      throw new ZipFormatException("its directory has more members than its end says");
    }
    return headers;
  }

  private static void refuseOverlap(List<Extent> extents, long directory)
      throws ZipFormatException {
    extents.sort(Comparator.comparingLong(Extent::start));
    long free = 0;
    for (Extent extent : extents) {
      if (extent.start() < free || extent.end() > directory) {
        throw new ZipFormatException(
            "member `%s` overlaps with other data".formatted(extent.name()));
      }
      free = extent.end();
    }
  }

  private static void refuseFilesAsFolders(List<ZipMember> members, Set<String> names)
      throws ZipFormatException {
    for (ZipMember member : members) {
      String name = member.name();
      for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
        if (names.contains(name.substring(0, slash))) {
          throw new ZipFormatException(
              "member `%s` is both a file and a folder".formatted(name.substring(0, slash)));
        }
      }
    }
  }

  private record Extent(String name, long start, long end) {}
}
