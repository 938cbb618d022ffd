package org.repo2oci.pypi.wheel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.TreePath;

/** One record of a central directory, checked as far as it can be by itself. */
record CentralHeader(
    String name,
    byte[] rawName,
    int flags,
    int method,
    long crc32,
    long compressedSize,
    long size,
    int unixMode,
    long mtime,
    long localOffset) {
  static final int STORED = 0;
  static final int DEFLATED = 8;
  static final int HAS_DESCRIPTOR = 1 << 3;

  private static final int SIGNATURE = 0x02014b50;
  private static final int LENGTH = 46;
  private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;
  private static final int UNICODE_PATH = 0x7075;
  private static final int TYPE = 0170000;
  private static final int DIRECTORY = 0040000;
  private static final int REGULAR = 0100000;
  private static final int LINK = 0120000;

  /** The record at the buffer's position, which moves behind it. */
  static CentralHeader next(ByteBuffer bytes) throws ZipFormatException {
    int at = bytes.position();
    if (bytes.remaining() < LENGTH || bytes.getInt(at) != SIGNATURE) {
      throw new ZipFormatException("its directory is damaged");
    }
    int nameLength = bytes.getShort(at + 28) & 0xffff;
    int extraLength = bytes.getShort(at + 30) & 0xffff;
    int commentLength = bytes.getShort(at + 32) & 0xffff;
    int length = LENGTH + nameLength + extraLength + commentLength;
    if (bytes.remaining() < length) {
      throw new ZipFormatException("its directory is damaged");
    }
    byte[] rawName = new byte[nameLength];
    bytes.get(at + LENGTH, rawName);
    String name = decoded(rawName);
    ByteBuffer extra =
        bytes.slice(at + LENGTH + nameLength, extraLength).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(at + length);
    if (ExtraFields.find(extra, UNICODE_PATH).isPresent()) {
      throw new ZipFormatException("member `%s` has a second name".formatted(name));
    }
    ExtraFields.Large large =
        ExtraFields.Large.of(
            name,
            extra,
            bytes.getInt(at + 24) & 0xffffffffL,
            bytes.getInt(at + 20) & 0xffffffffL,
            bytes.getInt(at + 42) & 0xffffffffL);
    return new CentralHeader(
            name,
            rawName,
            bytes.getShort(at + 8) & 0xffff,
            bytes.getShort(at + 10) & 0xffff,
            bytes.getInt(at + 16) & 0xffffffffL,
            large.compressedSize(),
            large.size(),
            bytes.getInt(at + 38) >>> 16,
            DosTime.seconds(bytes.getShort(at + 14) & 0xffff, bytes.getShort(at + 12) & 0xffff),
            large.localOffset())
        .checked();
  }

  private CentralHeader checked() throws ZipFormatException {
    if ((flags & ENCRYPTED) != 0) {
      throw new ZipFormatException("member `%s` is encrypted".formatted(name));
    }
    if (method != STORED && method != DEFLATED) {
      throw new ZipFormatException(
          "member `%s` is compressed by method %d; only 0 and 8 are read".formatted(name, method));
    }
    if (method == STORED && compressedSize != size) {
      throw new ZipFormatException("member `%s` is stored in two sizes".formatted(name));
    }
    int type = unixMode & TYPE;
    boolean folder = name.endsWith("/");
    if (type != 0 && type != (folder ? DIRECTORY : REGULAR) && (folder || type != LINK)) {
      throw new ZipFormatException("member `%s` is not an ordinary file".formatted(name));
    }
    if (folder && size != 0) {
      throw new ZipFormatException("member `%s` is a folder with content".formatted(name));
    }
    return this;
  }

  /** The member, whose content starts at this byte of the zip. */
  ZipMember member(Path file, long start) {
    Content content =
        method == STORED
            ? new Content.Range(file, start, size)
            : new Content.Deflated(file, start, compressedSize, size, crc32);
    return new ZipMember(name, unixMode, mtime, crc32, content);
  }

  private static String decoded(byte[] rawName) throws ZipFormatException {
    String name;
    try {
      name = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(rawName)).toString();
    } catch (CharacterCodingException e) {
      throw new ZipFormatException(
          "member `%s` has a name that is not UTF-8"
              .formatted(new String(rawName, StandardCharsets.ISO_8859_1)));
    }
    String shown = name.replaceAll("\\p{Cntrl}", "?");
    if (!shown.equals(name) || name.indexOf('\\') >= 0) {
      throw new ZipFormatException(
          "member `%s` has a backslash or a control character in its name".formatted(shown));
    }
    try {
      TreePath.check(name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
    } catch (IllegalArgumentException e) {
      throw new ZipFormatException(
          "member `%s` would lie outside of where it is unpacked".formatted(shown));
    }
    return name;
  }
}
