package org.repo2oci.pypi.wheel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A zip in which every field can be a lie. */
public final class RawZip {
  private final List<Member> members = new ArrayList<>();
  private boolean zip64;
  private int countLie;

  /** A member whose headers say what is set here; the rest is as it should be. */
  public static final class Member {
    byte[] name;
    byte[] localName;
    int flags = 1 << 11;
    int method = 8;
    int localMethod = 8;
    int mode = 0100644;
    int date = 40 << 9 | 2 << 5 | 3;
    int time = 4 << 11 | 5 << 5 | 3;
    byte[] packed;
    byte[] behind = new byte[0];
    byte[] extra = new byte[0];
    long crc32;
    boolean sizesFollow;
    long size;
    long localSize;
    boolean zip64;

    private Member(String name, byte[] content) {
      this.name = name.getBytes(StandardCharsets.UTF_8);
      this.localName = this.name;
      this.packed = deflated(content);
      CRC32 crc = new CRC32();
      crc.update(content);
      this.crc32 = crc.getValue();
      this.size = content.length;
      this.localSize = content.length;
    }

    public Member mode(int newMode) {
      mode = newMode;
      return this;
    }

    public Member stored(byte[] content) {
      method = 0;
      localMethod = 0;
      packed = content;
      return this;
    }

    public Member dosTime(int newDate, int newTime) {
      date = newDate;
      time = newTime;
      return this;
    }
  }

  public Member add(String name, byte[] content) {
    Member member = new Member(name, content);
    members.add(member);
    return member;
  }

  public Member add(String name, String content) {
    return add(name, content.getBytes(StandardCharsets.UTF_8));
  }

  RawZip zip64() {
    zip64 = true;
    return this;
  }

  RawZip sayCount(int more) {
    countLie = more;
    return this;
  }

  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    for (Member member : members) {
      int offset = out.size();
      out.writeBytes(local(member));
      out.writeBytes(member.packed);
      out.writeBytes(member.behind);
      directory.writeBytes(central(member, offset));
    }
    int start = out.size();
    out.writeBytes(directory.toByteArray());
    end(out, start, directory.size());
    return out.toByteArray();
  }

  private static byte[] local(Member member) {
    return little(30 + member.localName.length)
        .putInt(0x04034b50)
        .putShort((short) 20)
        .putShort((short) (member.sizesFollow ? member.flags | 1 << 3 : member.flags))
        .putShort((short) member.localMethod)
        .putShort((short) member.time)
        .putShort((short) member.date)
        .putInt(member.sizesFollow ? 0 : (int) member.crc32)
        .putInt(member.sizesFollow ? 0 : member.packed.length)
        .putInt(member.sizesFollow ? 0 : (int) member.localSize)
        .putShort((short) member.localName.length)
        .putShort((short) 0)
        .put(member.localName)
        .array();
  }

  private static byte[] central(Member member, int offset) {
    byte[] extra = member.extra;
    long packed = (long) member.packed.length + member.behind.length;
    if (member.zip64) {
      extra =
          little(28)
              .putShort((short) 1)
              .putShort((short) 24)
              .putLong(member.size)
              .putLong(packed)
              .putLong(offset)
              .array();
    }
    return little(46 + member.name.length + extra.length)
        .putInt(0x02014b50)
        .putShort((short) (3 << 8 | 20))
        .putShort((short) 20)
        .putShort((short) member.flags)
        .putShort((short) member.method)
        .putShort((short) member.time)
        .putShort((short) member.date)
        .putInt((int) member.crc32)
        .putInt(member.zip64 ? -1 : (int) packed)
        .putInt(member.zip64 ? -1 : (int) member.size)
        .putShort((short) member.name.length)
        .putShort((short) extra.length)
        .putShort((short) 0)
        .putShort((short) 0)
        .putShort((short) 0)
        .putInt(member.mode << 16)
        .putInt(member.zip64 ? -1 : offset)
        .put(member.name)
        .put(extra)
        .array();
  }

  private void end(ByteArrayOutputStream out, long start, long size) {
    int count = members.size() + countLie;
    if (zip64) {
      long at = out.size();
      out.writeBytes(
          little(76)
              .putInt(0x06064b50)
              .putLong(44)
              .putInt(45 << 16 | 45)
              .putLong(0)
              .putLong(count)
              .putLong(count)
              .putLong(size)
              .putLong(start)
              .putInt(0x07064b50)
              .putInt(0)
              .putLong(at)
              .putInt(1)
              .array());
    }
    out.writeBytes(
        little(22)
            .putInt(0x06054b50)
            .putInt(0)
            .putShort((short) (zip64 ? -1 : count))
            .putShort((short) (zip64 ? -1 : count))
            .putInt(zip64 ? -1 : (int) size)
            .putInt(zip64 ? -1 : (int) start)
            .putShort((short) 0)
            .array());
  }

  static byte[] deflated(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Deflater deflater = new Deflater(9, true)) {
      deflater.setInput(content);
      deflater.finish();
      byte[] buffer = new byte[1 << 14];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
    }
    return out.toByteArray();
  }

  private static ByteBuffer little(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
