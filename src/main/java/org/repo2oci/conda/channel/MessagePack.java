package org.repo2oci.conda.channel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one MessagePack value (the format's specification, "Formats"): maps with text keys, lists,
 * texts, {@code Long}, {@code Double}, {@code Boolean}, {@code byte[]} and null.
 */
final class MessagePack {
  private static final int DEEPEST = 64;

  private final ByteBuffer in;

  private MessagePack(byte[] bytes) {
    this.in = ByteBuffer.wrap(bytes);
  }

  static Map<?, ?> map(byte[] bytes) throws IndexSyntaxException {
    Object value = new MessagePack(bytes).value(0);
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new IndexSyntaxException("it is no MessagePack map");
  }

  private @Nullable Object value(int depth) throws IndexSyntaxException {
    if (depth > DEEPEST) {
      throw new IndexSyntaxException("it is nested too deeply");
    }
    int type = unsigned(1);
    if (type < 0x80) {
      return (long) type;
    }
    if (type < 0x90) {
      return map(type & 0x0f, depth);
    }
    if (type < 0xa0) {
      return list(type & 0x0f, depth);
    }
    if (type < 0xc0) {
      return text(type & 0x1f);
    }
    if (type >= 0xe0) {
      return (long) (byte) type;
    }
    return switch (type) {
      case 0xc0 -> null;
      case 0xc2 -> false;
      case 0xc3 -> true;
      case 0xc4, 0xc5, 0xc6 -> bytes(unsigned(1 << (type - 0xc4)));
      case 0xc7, 0xc8, 0xc9 -> extension(unsigned(1 << (type - 0xc7)));
      case 0xca -> (double) need(4).getFloat();
      case 0xcb -> need(8).getDouble();
      case 0xcc, 0xcd -> (long) unsigned(1 << (type - 0xcc));
      case 0xce -> need(4).getInt() & 0xffff_ffffL;
      case 0xcf, 0xd3 -> need(8).getLong();
      case 0xd0 -> (long) need(1).get();
      case 0xd1 -> (long) need(2).getShort();
      case 0xd2 -> (long) need(4).getInt();
      case 0xd4, 0xd5, 0xd6, 0xd7, 0xd8 -> extension(1 << (type - 0xd4));
      case 0xd9, 0xda, 0xdb -> text(unsigned(1 << (type - 0xd9)));
      case 0xdc, 0xdd -> list(unsigned(2 << (type - 0xdc)), depth);
      case 0xde, 0xdf -> map(unsigned(2 << (type - 0xde)), depth);
      default -> throw new IndexSyntaxException("`%02x` is no type of MessagePack".formatted(type));
    };
  }

  private Map<String, @Nullable Object> map(int size, int depth) throws IndexSyntaxException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      if (!(value(depth + 1) instanceof String key)) {
        throw new IndexSyntaxException("a key is no text");
      }
      map.put(key, value(depth + 1));
    }
    return map;
  }

  /** Grows with what is there, whatever size is announced. */
  private List<@Nullable Object> list(int size, int depth) throws IndexSyntaxException {
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(value(depth + 1));
    }
    return list;
  }

  private String text(int length) throws IndexSyntaxException {
    return new String(bytes(length), StandardCharsets.UTF_8);
  }

  private byte[] bytes(int length) throws IndexSyntaxException {
    need(length);
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  /** A timestamp or the like: not used by indexes. */
  private @Nullable Object extension(int length) throws IndexSyntaxException {
    bytes(length + 1);
    return null;
  }

  private int unsigned(int width) throws IndexSyntaxException {
    int value =
        switch (width) {
          case 1 -> need(1).get() & 0xff;
          case 2 -> need(2).getShort() & 0xffff;
          default -> need(4).getInt();
        };
    if (value < 0) {
      throw new IndexSyntaxException("a length is too large");
    }
    return value;
  }

  private ByteBuffer need(int count) throws IndexSyntaxException {
    if (in.remaining() < count) {
      throw new IndexSyntaxException("it ends in the middle");
    }
    return in;
  }
}
