package org.repo2oci.conda.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compared with replacements that are made in memory, one encoding after the other. */
class PrefixReplacementTest {
  private static final String PLACEHOLDER = "/old/place";
  private static final String PREFIX = "/new";
  private static final List<Charset> CHARSETS =
      List.of(
          StandardCharsets.UTF_8,
          StandardCharsets.UTF_16LE,
          StandardCharsets.UTF_16BE,
          StandardCharsets.UTF_32LE,
          StandardCharsets.UTF_32BE);
  private static final List<Integer> ZEROS = List.of(1, 2, 2, 4, 4);

  private static final List<PrefixReplacement> ENCODINGS =
      PrefixReplacement.inAllEncodings(PLACEHOLDER, PREFIX);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void binariesAreAsIfReplacedInMemory(long seed) throws IOException {
    Random random = new Random(seed);
    for (int round = 0; round < 400; round++) {
      byte[] data = data(random);
      assertThat(edited(data, true))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(binaryInMemory(data))
          .hasSize(data.length);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void textsAreAsIfReplacedInMemory(long seed) throws IOException {
    Random random = new Random(seed);
    for (int round = 0; round < 400; round++) {
      byte[] data = data(random);
      assertThat(edited(data, false))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(textInMemory(data));
    }
  }

  @Test
  void onlyAPrefixThatIsUsedCanBeTooLong() throws IOException {
    PrefixReplacement longer = PrefixReplacement.inAllEncodings("/a", "/abc").getFirst();
    byte[] without = {'/', 'b', 0};
    byte[] with = {'/', 'a', 0};

    assertThat(longer.inBinary(MemorySegment.ofArray(without))).isEmpty();
    assertThat(longer.inText(MemorySegment.ofArray(with))).hasSize(1);
    assertThatIOException().isThrownBy(() -> longer.inBinary(MemorySegment.ofArray(with)));
  }

  /** Strings in one encoding each, some with the placeholder, some cut off. */
  private static byte[] data(Random random) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = random.nextInt(6); i >= 0; i--) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(5); j > 0; j--) {
        text.append(
            switch (random.nextInt(5)) {
              case 0, 1 -> PLACEHOLDER;
              case 2 -> "/old/plac";
              case 3 -> "\n";
              default -> "xé";
            });
      }
      bytes.writeBytes(text.toString().getBytes(CHARSETS.get(random.nextInt(CHARSETS.size()))));
      if (i > 0 || random.nextBoolean()) {
        bytes.writeBytes(new byte[8]);
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] binaryInMemory(byte[] data) {
    String text = new String(data, StandardCharsets.ISO_8859_1);
    for (int i = 0; i < CHARSETS.size(); i++) {
      String search = encoded(PLACEHOLDER, CHARSETS.get(i));
      String instead = encoded(PREFIX, CHARSETS.get(i));
      String zeros = "\0".repeat(ZEROS.get(i));
      Pattern pattern =
          Pattern.compile(
              Pattern.quote(search) + "(?:(?!" + zeros + ").)*" + zeros, Pattern.DOTALL);
      text =
          pattern
              .matcher(text)
              .replaceAll(match -> {
                String string = match.group().replace(search, instead);
                return Matcher.quoteReplacement(
                    string + "\0".repeat(match.group().length() - string.length()));
              });
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] textInMemory(byte[] data) {
    String text = new String(data, StandardCharsets.ISO_8859_1);
    for (Charset charset : CHARSETS) {
      text = text.replace(encoded(PLACEHOLDER, charset), encoded(PREFIX, charset));
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String encoded(String text, Charset charset) {
    return new String(text.getBytes(charset), StandardCharsets.ISO_8859_1);
  }

  private static byte[] edited(byte[] data, boolean binary) throws IOException {
    byte[] now = data;
    for (PrefixReplacement encoding : ENCODINGS) {
      MemorySegment segment = MemorySegment.ofArray(now);
      now = edited(now, binary ? encoding.inBinary(segment) : encoding.inText(segment));
    }
    return now;
  }

  private static byte[] edited(byte[] data, List<Edit> edits) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    for (Edit edit : edits) {
      out.writeBytes(Arrays.copyOfRange(data, at, (int) edit.offset()));
      out.writeBytes(edit.replacement());
      at = (int) edit.end();
    }
    out.writeBytes(Arrays.copyOfRange(data, at, data.length));
    return out.toByteArray();
  }
}
