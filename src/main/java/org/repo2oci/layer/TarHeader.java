package org.repo2oci.layer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.TreeMap;
import org.repo2oci.filetree.Attributes;

/**
 * The header of one tar member, always the same bytes for the same member: POSIX ustar where it
 * fits, else a PAX header before it with just the records that do not fit, sorted. Owners are
 * numbers, their names are empty (POSIX.1-2017, pax, "ustar Interchange Format").
 *
 * @param path without a trailing slash
 * @param link target of a symbolic or hard link; else empty
 * @param size of the content in bytes
 */
record TarHeader(char type, String path, String link, Attributes attributes, long size) {
  static final int BLOCK = 512;
  static final char FILE = '0';
  static final char HARD_LINK = '1';
  static final char SYMBOLIC_LINK = '2';
  static final char DIRECTORY = '5';
  static final char DEVICE = '3';

  /** Before the name of an extended attribute. */
  static final String ATTRIBUTE = "SCHILY.xattr.";

  private static final char PAX = 'x';
  private static final String PAX_NAME = "././@PaxHeader";
  private static final int NAME = 100;
  private static final int PREFIX = 155;
  private static final long MAX_ID = 07777777;
  private static final long MAX_NUMBER = 077777777777L;

  /** The header's blocks; {@code extra} are more PAX records. */
  byte[] encoded(Map<String, String> extra) {
    String name = type == DIRECTORY ? path + "/" : path;
    Map<String, String> records = new TreeMap<>(extra);
    byte[] header = new byte[BLOCK];
    putName(header, name, records);
    putNumber(header, 100, 8, attributes.mode());
    putId(header, 108, "uid", attributes.uid(), records);
    putId(header, 116, "gid", attributes.gid(), records);
    putLong(header, 124, "size", size, records);
    putLong(header, 136, "mtime", attributes.mtime(), records);
    header[156] = (byte) type;
    putLink(header, records);
    finish(header);
    return records.isEmpty() ? header : withPax(records, header);
  }

  private static void putName(byte[] header, String name, Map<String, String> records) {
    byte[] bytes = name.getBytes(UTF_8);
    int split = bytes.length == name.length() ? split(bytes) : -1;
    if (split == 0) {
      System.arraycopy(bytes, 0, header, 0, bytes.length);
    } else if (split > 0) {
      System.arraycopy(bytes, split + 1, header, 0, bytes.length - split - 1);
      System.arraycopy(bytes, 0, header, 345, split);
    } else {
      records.put("path", name);
      putAscii(header, 0, name);
    }
  }

  /** Where to cut a name in two: 0 for not at all, -1 where it cannot be. */
  private static int split(byte[] name) {
    if (name.length <= NAME) {
      return 0;
    }
    for (int i = Math.max(1, name.length - NAME - 1); i <= PREFIX && i < name.length - 1; i++) {
      if (name[i] == '/') {
        return i;
      }
    }
    return -1;
  }

  private void putLink(byte[] header, Map<String, String> records) {
    byte[] bytes = link.getBytes(UTF_8);
    if (bytes.length > NAME || bytes.length != link.length()) {
      records.put("linkpath", link);
    }
    putAscii(header, 157, link);
  }

  private static void putId(
      byte[] header, int at, String key, long id, Map<String, String> records) {
    boolean fits = id <= MAX_ID;
    if (!fits) {
      records.put(key, Long.toString(id));
    }
    putNumber(header, at, 8, fits ? id : 0);
  }

  private static void putLong(
      byte[] header, int at, String key, long value, Map<String, String> records) {
    boolean fits = value >= 0 && value <= MAX_NUMBER;
    if (!fits) {
      records.put(key, Long.toString(value));
    }
    putNumber(header, at, 12, fits ? value : 0);
  }

  /** Octal digits with leading zeros and a NUL. */
  private static void putNumber(byte[] header, int at, int width, long value) {
    long left = value;
    for (int i = at + width - 2; i >= at; i--) {
      header[i] = (byte) ('0' + (left & 7));
      left >>>= 3;
    }
  }

  /** As much as fits of a text, for readers that know no PAX. */
  private static void putAscii(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    System.arraycopy(bytes, 0, header, at, Math.min(NAME, bytes.length));
  }

  private static void finish(byte[] header) {
    System.arraycopy("ustar\00000".getBytes(US_ASCII), 0, header, 257, 8);
    putNumber(header, 329, 8, 0);
    putNumber(header, 337, 8, 0);
    for (int i = 148; i < 156; i++) {
      header[i] = ' ';
    }
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    putNumber(header, 148, 7, sum);
  }

  private static byte[] withPax(Map<String, String> records, byte[] header) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    records.forEach((key, value) -> body.writeBytes(paxRecord(key, value)));
    byte[] pax = new byte[BLOCK];
    putAscii(pax, 0, PAX_NAME);
    putNumber(pax, 100, 8, 0644);
    putNumber(pax, 108, 8, 0);
    putNumber(pax, 116, 8, 0);
    putNumber(pax, 124, 12, body.size());
    putNumber(pax, 136, 12, 0);
    pax[156] = PAX;
    finish(pax);
    byte[] all = new byte[BLOCK + body.size() + padding(body.size()) + BLOCK];
    System.arraycopy(pax, 0, all, 0, BLOCK);
    System.arraycopy(body.toByteArray(), 0, all, BLOCK, body.size());
    System.arraycopy(header, 0, all, all.length - BLOCK, BLOCK);
    return all;
  }

  /** {@code LENGTH KEY=VALUE\n}, where the length counts its own digits. */
  private static byte[] paxRecord(String key, String value) {
    // Values of extended attributes are bytes, and each stands for one here.
    boolean bytes = key.startsWith(ATTRIBUTE);
    byte[] rest = (" " + key + "=" + value + "\n").getBytes(bytes ? ISO_8859_1 : UTF_8);
    int length = rest.length + 1;
    while (Integer.toString(length).length() + rest.length != length) {
      length++;
    }
    byte[] record = new byte[length];
    byte[] digits = Integer.toString(length).getBytes(US_ASCII);
    System.arraycopy(digits, 0, record, 0, digits.length);
    System.arraycopy(rest, 0, record, digits.length, rest.length);
    return record;
  }

  /** Zero bytes that follow content of this size. */
  static int padding(long size) {
    return (int) (-size & (BLOCK - 1));
  }
}
