package org.repo2oci.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLineTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a\"b\\c",
        "line\n",
        "\r\t\u0000\u001b[31m",
        "Grüße 世界 🎉",
        "\u2028\u2029\u007f\u0085"
      })
  void everyTextComesBackFromOneLine(String text) throws IOException {
    String line = new JsonLine().with("message", text).with("phase", "building").end();

    assertThat(line.strip().lines()).hasSize(1);
    JsonNode read = new ObjectMapper().readTree(line);
    assertThat(read.get("message").asText()).isEqualTo(text);
    assertThat(read.get("phase").asText()).isEqualTo("building");
  }
}
