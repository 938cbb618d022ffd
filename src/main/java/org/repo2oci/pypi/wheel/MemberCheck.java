package org.repo2oci.pypi.wheel;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileSlice;

/**
 * Inflates one member to the end. Its deflate stream is later copied into a layer as it is, so it
 * must be whole and fill its place exactly: bytes behind its end would be taken for the next
 * member.
 */
final class MemberCheck {
  private static final int BUFFER = 1 << 16;

  private final WheelArchive wheel;
  private final ZipMember member;
  private final List<MessageDigest> digests;
  private final CRC32 crc32 = new CRC32();
  private long size;

  private MemberCheck(WheelArchive wheel, ZipMember member, List<MessageDigest> digests) {
    this.wheel = wheel;
    this.member = member;
    this.digests = digests;
  }

  /** Feeds the digests with the content, and refuses a wheel whose directory lied about it. */
  static void inflate(WheelArchive wheel, ZipMember member, List<MessageDigest> digests)
      throws IOException {
    MemberCheck check = new MemberCheck(wheel, member, digests);
    switch (member.content()) {
      case Content.Deflated deflated -> check.deflated(deflated);
      case Content.Range range -> check.stored(range);
      case Content.Bytes bytes -> check.take(bytes.bytes(), bytes.bytes().length);
    }
    if (check.size != member.content().size() || check.crc32.getValue() != member.crc32()) {
      throw check.damaged();
    }
  }

  private void stored(Content.Range range) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (InputStream content = range.open()) {
      for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
        take(buffer, count);
      }
    }
  }

  private void deflated(Content.Deflated deflated) throws IOException {
    byte[] packed = new byte[BUFFER];
    byte[] plain = new byte[BUFFER];
    try (InputStream raw =
            FileSlice.open(deflated.file(), deflated.offset(), deflated.compressedSize());
        Inflater inflater = new Inflater(true)) {
      while (!inflater.finished()) {
        int count = inflater.inflate(plain);
        take(plain, count);
        if (size > deflated.size() || inflater.needsDictionary()) {
          throw damaged();
        }
        if (count == 0 && inflater.needsInput() && !inflater.finished()) {
          int more = raw.read(packed);
          if (more < 0) {
            throw damaged();
          }
          inflater.setInput(packed, 0, more);
        }
      }
      if (inflater.getBytesRead() != deflated.compressedSize()) {
        throw damaged();
      }
    } catch (DataFormatException e) {
      throw damaged();
    }
  }

  private void take(byte[] buffer, int count) {
    size += count;
    crc32.update(buffer, 0, count);
    for (MessageDigest digest : digests) {
      digest.update(buffer, 0, count);
    }
  }

  private RuntimeException damaged() {
    return wheel.refused(
        "the content of `%s` is not what the zip's directory says".formatted(member.name()));
  }
}
