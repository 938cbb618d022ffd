package org.repo2oci.pypi.wheel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordFileTest {
  @Test
  void readsQuotedAndShortRows() {
    assertThat(RecordFile.parse("a.py,sha256=x,1\r\n\"b,\"\"c\",,\nd\n\n"))
        .containsExactly(
            new RecordRow("a.py", "sha256=x", "1"),
            new RecordRow("b,\"c", "", ""),
            new RecordRow("d", "", ""));
  }

  @Test
  void readsALastRowWithoutAnEnd() {
    assertThat(RecordFile.parse("a,,\nb,h,2")).last().isEqualTo(new RecordRow("b", "h", "2"));
    assertThat(RecordFile.parse("a,h,\"2\"")).containsExactly(new RecordRow("a", "h", "2"));
  }

  @Test
  void writesRowsInTheOrderOfCodePoints() {
    String text =
        RecordFile.format(
            List.of(
                RecordRow.unhashed("b"),
                RecordRow.unhashed("\ud83d\ude00"),
                RecordRow.unhashed("\uffee"),
                RecordRow.unhashed("a,\"b\""),
                RecordRow.unhashed("../x")));

    assertThat(text)
        .isEqualTo("../x,,\r\n\"a,\"\"b\"\"\",,\r\nb,,\r\n\uffee,,\r\n\ud83d\ude00,,\r\n");
  }

  @Test
  void hashesAreUrlSafeWithoutPadding() {
    assertThat(RecordRow.of("e", new byte[0]))
        .isEqualTo(new RecordRow("e", "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", "0"));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    List<RecordRow> rows =
        List.of(
            new RecordRow("a \"quoted\", name", "sha256=x", "3"),
            RecordRow.of("b", "b".getBytes(StandardCharsets.UTF_8)));

    assertThat(RecordFile.parse(RecordFile.format(rows))).isEqualTo(rows);
  }
}
