package org.repo2oci.conda.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepodataScannerTest {
  private static final String INDEX =
      """
      { "info" : {"subdir":"noarch", "x":[1,-2.5e3,true,null]}, "skipped": ["}", "\\\\", {"a":"\\""}], "n": 12,
        "packages": { "a-1-0.tar.bz2" : {"s":"}\\\\\\"{", "l":[[],{"k":"]"}]} , "b-1-0.tar.bz2":null },
        "packages.conda":{"é-1-0.conda":"\\\\","c-1-0.conda":[1]}, "repodata_version":1,
        "v3":{"conda":{"d-1-0":{}},"other":{"x":1},"tar.bz2":{}}, "removed":[]}
      """;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100_000})
  void findsEveryRecordHoweverTheBytesCome(int chunk) throws Exception {
    Found found = new Found();

    new RepodataScanner(chunks(INDEX, chunk), found).scan();

    assertThat(found.lines)
        .containsExactly(
            "info={\"subdir\":\"noarch\", \"x\":[1,-2.5e3,true,null]}",
            "TAR a-1-0.tar.bz2 {\"s\":\"}\\\\\\\"{\", \"l\":[[],{\"k\":\"]\"}]}",
            "TAR b-1-0.tar.bz2 null",
            "CONDA é-1-0.conda \"\\\\\"",
            "CONDA c-1-0.conda [1]",
            "repodata_version=1",
            "V3_CONDA d-1-0 {}");
  }

  @Test
  void everyBeginningOfAnIndexIsCutOff() {
    String whole = INDEX.strip();
    for (int length = 0; length < whole.length(); length++) {
      String cut = whole.substring(0, length);
      assertThatThrownBy(() -> new RepodataScanner(chunks(cut, 5), new Found()).scan())
          .as(cut)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void anEntryWithoutEndIsNotKept() {
    InputStream endless =
        new InputStream() {
          private int at;

          @Override
          public int read() {
            byte[] start = "{\"packages\":{\"a-1-0.conda\":\"".getBytes(StandardCharsets.UTF_8);
            return at < start.length ? start[at++] : 'x';
          }

          @Override
          public int read(byte[] bytes, int from, int length) {
            for (int i = 0; i < length; i++) {
              bytes[from + i] = (byte) read();
            }
            return length;
          }
        };

    assertThatThrownBy(() -> new RepodataScanner(endless, new Found()).scan())
        .isInstanceOf(IndexSyntaxException.class)
        .hasMessageContaining("one entry has more than");
  }

  @Test
  void namesWithoutEndAreNotKept(@TempDir Path folder) throws Exception {
    try (IndexWriter writer = new IndexWriter(folder)) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1_000_000; i++) {
                  byte[] row = "\"n%d-1-0\":{}".formatted(i).getBytes(StandardCharsets.UTF_8);
                  writer.record(Section.CONDA, row, 0, row.length - 4, row.length);
                }
              })
          .isInstanceOf(IndexSyntaxException.class)
          .hasMessageContaining("more packages than any index");
    }
  }

  private static InputStream chunks(String text, int size) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
      @Override
      public synchronized int read(byte[] bytes, int from, int length) {
        return super.read(bytes, from, Math.min(length, size));
      }
    };
  }

  private static final class Found implements RepodataScanner.Sink {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void record(Section section, byte[] bytes, int from, int keyEnd, int to) {
      String key = text(bytes, from + 1, keyEnd);
      String value = text(bytes, keyEnd + 1, to).strip().substring(1).strip();
      lines.add("%s %s %s".formatted(section, key, value));
    }

    @Override
    public void entry(String key, byte[] bytes, int from, int to) {
      lines.add(key + "=" + text(bytes, from, to));
    }

    private static String text(byte[] bytes, int from, int to) {
      return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
  }
}
