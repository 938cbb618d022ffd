package org.repo2oci.conda.channel;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes an index in the form in which single names can be read: blocks of records, compressed one
 * by one, and a table of the places where each name's records are.
 */
final class IndexWriter implements RepodataScanner.Sink, AutoCloseable {
  static final String BLOCKS = "blocks";
  static final String TABLE = "table";
  static final int MAGIC = 0x63696478;

  /** Twenty times what the largest channel has. */
  private static final int MOST_NAMES = 600_000;

  private static final int MOST_PLACES = 4_000_000;
  private static final int BLOCK = 1 << 16;

  private final Path folder;
  private final BlockFile file;
  private final Map<String, Places> places = new TreeMap<>();
  private final List<Integer> lengths = new ArrayList<>();
  private final Map<String, byte[]> entries = new TreeMap<>();

  private byte[] block;
  private int used;
  private int rows;

  private byte[] lastName = new byte[0];
  private @Nullable Places last;
  private @Nullable Section lastSection;

  IndexWriter(Path folder) throws IOException {
    this.folder = folder;
    this.file = new BlockFile(folder.resolve(BLOCKS), BLOCK);
    this.block = file.buffer();
  }

  /** Where the records of one name are: rows of section, block, offset and length. */
  private static final class Places {
    private int[] rows = new int[4];
    private int count;

    void add(Section section, int block, int offset, int length) {
      if (count == rows.length) {
        rows = Arrays.copyOf(rows, count * 2);
      }
      rows[count] = section.code();
      rows[count + 1] = block;
      rows[count + 2] = offset;
      rows[count + 3] = length;
      count += 4;
    }

    void lengthen(int length) {
      rows[count - 1] += length;
    }

    boolean endsAt(int block, int offset) {
      return rows[count - 3] == block && rows[count - 2] + rows[count - 1] == offset;
    }
  }

  @Override
  public void record(Section section, byte[] bytes, int from, int keyEnd, int to)
      throws IOException {
    // In braces of its own, so that any number of neighbours can be read.
    int length = to - from + 2;
    if (used > 0 && used + length > BLOCK) {
      endBlock();
    }
    if (length > block.length) {
      block = new byte[length];
    }
    block[used] = '{';
    System.arraycopy(bytes, from, block, used + 1, to - from);
    block[used + length - 1] = '}';
    Places known =
        placesOf(bytes, from + 1, from + 1 + FileNames.nameLength(bytes, from + 1, keyEnd));
    if (section == lastSection && known.count > 0 && known.endsAt(lengths.size(), used)) {
      known.lengthen(length);
    } else {
      known.add(section, lengths.size(), used, length);
      // What is kept in memory must not be for a server to decide.
      if (++rows > MOST_PLACES || places.size() > MOST_NAMES) {
        throw new IndexSyntaxException("it has more packages than any index");
      }
    }
    lastSection = section;
    used += length;
  }

  private Places placesOf(byte[] bytes, int from, int to) {
    Places same = last;
    if (same != null && Arrays.equals(bytes, from, to, lastName, 0, lastName.length)) {
      return same;
    }
    lastName = Arrays.copyOfRange(bytes, from, to);
    String name = new String(lastName, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
    Places found = places.computeIfAbsent(name, _ -> new Places());
    last = found;
    return found;
  }

  @Override
  public void entry(String key, byte[] bytes, int from, int to) {
    entries.put(key, Arrays.copyOfRange(bytes, from, to));
  }

  private void endBlock() throws IOException {
    file.append(block, used);
    lengths.add(used);
    block = file.buffer();
    used = 0;
  }

  /** Writes what is left; without it nothing can be read. */
  void finish() throws IOException {
    if (used > 0) {
      endBlock();
    }
    long[] sizes = file.finish();
    long end = 0;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream data = new DataOutputStream(bytes)) {
      data.writeInt(MAGIC);
      for (String key : List.of("info", "repodata_version")) {
        byte[] entry = entries.getOrDefault(key, new byte[0]);
        data.writeInt(entry.length);
        data.write(entry);
      }
      data.writeInt(lengths.size());
      for (int i = 0; i < lengths.size(); i++) {
        end += sizes[i];
        data.writeLong(end);
        data.writeInt(lengths.get(i));
      }
      data.writeInt(places.size());
      for (Map.Entry<String, Places> place : places.entrySet()) {
        byte[] name = place.getKey().getBytes(StandardCharsets.UTF_8);
        data.writeInt(name.length);
        data.write(name);
        data.writeInt(place.getValue().count);
        for (int i = 0; i < place.getValue().count; i++) {
          data.writeInt(place.getValue().rows[i]);
        }
      }
    }
    Files.write(folder.resolve(TABLE), bytes.toByteArray());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
