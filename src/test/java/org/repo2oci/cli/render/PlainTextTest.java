package org.repo2oci.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u001b[31mb",
        "a\u001b[2J\u001b[1;1Hb",
        "a\u001b]0;title\u0007b",
        "a\u001b]8;;https://example.org\u001b\\b",
        "a\u001bPq#0\u001b\\b",
        "a\u009b31mb",
        "a\u001bcb",
        "a\u0007b",
        "a\u0000b",
        "a\u007fb",
        "a\u202eb",
        "a\u200bb",
        "a\u001b[31\u001b[0mb"
      })
  void whatATerminalWouldObeyIsGone(String text) {
    assertThat(PlainText.of(text)).matches("a(31)?b");
  }

  @Test
  void anOpenStringEndsWithItsLine() {
    assertThat(PlainText.of("\u001b]0;title\nnext")).isEqualTo("\nnext");
  }

  @Test
  void ofARewrittenLineTheLastStateStays() {
    assertThat(PlainText.line(" 10%\r 50%\r100% done\r")).isEqualTo("100% done");
  }

  @Test
  void otherScriptsStay() {
    assertThat(PlainText.of("Grüße, 世界 🎉\tund\nmehr")).isEqualTo("Grüße, 世界 🎉\tund\nmehr");
  }

  @Test
  void aLineIsOneLine() {
    assertThat(PlainText.line("a\nb")).isEqualTo("a b");
  }
}
