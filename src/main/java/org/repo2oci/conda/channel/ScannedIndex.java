package org.repo2oci.conda.channel;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A whole index that has been scanned once ({@link IndexWriter}); names are found by their bytes,
 * so that opening it makes no objects.
 */
final class ScannedIndex implements SubdirIndex {
  private static final int ROW = 4;

  private final RecordReader reader;
  private final FileChannel blocks;
  private final byte[] table;
  private final long[] blockEnds;
  private final int[] blockLengths;

  /** Where each name's entry is in the table, in the order of the names. */
  private final int[] names;

  /** The block that was read last: the records of one name mostly share one. */
  private volatile @Nullable Block lastBlock;

  private record Block(int number, byte[] bytes) {}

  private ScannedIndex(
      RecordReader reader,
      FileChannel blocks,
      byte[] table,
      long[] blockEnds,
      int[] blockLengths,
      int[] names) {
    this.reader = reader;
    this.blocks = blocks;
    this.table = table;
    this.blockEnds = blockEnds;
    this.blockLengths = blockLengths;
    this.names = names;
  }

  /**
   * Opens what {@link IndexWriter} wrote.
   *
   * @param readers makes the reader of the records, from {@code info} and the version
   */
  static ScannedIndex open(Path folder, ReaderFactory readers) throws IOException {
    byte[] table = Files.readAllBytes(folder.resolve(IndexWriter.TABLE));
    ByteBuffer data = ByteBuffer.wrap(table);
    if (data.getInt() != IndexWriter.MAGIC) {
      throw new IOException("`%s` is not a table of names".formatted(folder));
    }
    byte[] info = bytes(data);
    byte[] version = bytes(data);
    int count = data.getInt();
    long[] ends = new long[count];
    int[] lengths = new int[count];
    for (int i = 0; i < count; i++) {
      ends[i] = data.getLong();
      lengths[i] = data.getInt();
    }
    int[] names = new int[data.getInt()];
    for (int i = 0; i < names.length; i++) {
      names[i] = data.position();
      data.position(data.position() + Integer.BYTES + data.getInt(data.position()));
      data.position(data.position() + Integer.BYTES * (1 + data.getInt(data.position())));
    }
    return new ScannedIndex(
        readers.reader(info, version),
        FileChannel.open(folder.resolve(IndexWriter.BLOCKS)),
        table,
        ends,
        lengths,
        names);
  }

  /** Makes a reader for an index whose outer entries are known. */
  @FunctionalInterface
  interface ReaderFactory {
    RecordReader reader(byte[] info, byte[] version) throws IOException;
  }

  private static byte[] bytes(ByteBuffer data) {
    byte[] bytes = new byte[data.getInt()];
    data.get(bytes);
    return bytes;
  }

  @Override
  public List<IndexRecord> records(String name) throws IOException {
    int found = find(name.getBytes(StandardCharsets.UTF_8));
    if (found < 0) {
      return List.of();
    }
    ByteBuffer data = ByteBuffer.wrap(table);
    data.position(names[found] + Integer.BYTES + data.getInt(names[found]));
    int rows = data.getInt() / ROW;
    RecordReader.Batch batch = reader.batch(name);
    for (int i = 0; i < rows; i++) {
      Section section = Section.of(data.getInt());
      byte[] block = block(data.getInt());
      int from = data.getInt();
      batch.json(section, block, from, data.getInt());
    }
    return batch.records();
  }

  private int find(byte[] name) {
    int low = 0;
    int high = names.length - 1;
    ByteBuffer data = ByteBuffer.wrap(table);
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int from = names[middle] + Integer.BYTES;
      int length = data.getInt(names[middle]);
      int order = Arrays.compareUnsigned(table, from, from + length, name, 0, name.length);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  private byte[] block(int number) throws IOException {
    Block known = lastBlock;
    if (known != null && known.number() == number) {
      return known.bytes();
    }
    long from = number == 0 ? 0 : blockEnds[number - 1];
    ByteBuffer compressed = ByteBuffer.allocate((int) (blockEnds[number] - from));
    while (compressed.hasRemaining()) {
      if (blocks.read(compressed, from + compressed.position()) < 0) {
        throw new IOException("the table of names and its blocks do not fit");
      }
    }
    byte[] plain = new byte[blockLengths[number]];
    long size =
        Zstd.decompressByteArray(
            plain, 0, plain.length, compressed.array(), 0, compressed.capacity());
    if (size != plain.length) {
      throw new IOException("a block of records cannot be read");
    }
    lastBlock = new Block(number, plain);
    return plain;
  }

  @Override
  public void names(Consumer<String> each) {
    ByteBuffer data = ByteBuffer.wrap(table);
    for (int name : names) {
      each.accept(
          new String(table, name + Integer.BYTES, data.getInt(name), StandardCharsets.UTF_8));
    }
  }
}
