package org.repo2oci.pypi.resolve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What {@code build_wheel.py} answers from the sandbox; a build may have written it instead. */
record BuildAnswer(JsonNode json) {
  private static final String FILE = "answer.json";
  private static final String PROGRAM = "build_wheel.py";
  private static final int LARGEST = 1 << 20;

  /** Writes the program into a folder of this build. */
  static Path program(Path folder) throws IOException {
    Path file = folder.resolve(PROGRAM);
    if (!Files.exists(file)) {
      try (InputStream in = BuildAnswer.class.getResourceAsStream(PROGRAM)) {
        if (in == null) {
          throw new IllegalStateException(PROGRAM + " is not part of this program");
        }
        Files.copy(in, file);
      }
    }
    return file;
  }

  static void forget(Path out) throws IOException {
    Files.deleteIfExists(out.resolve(FILE));
  }

  /** Empty where there is no answer, or none that makes sense. */
  static Optional<BuildAnswer> read(Path out) throws IOException {
    Path file = out.resolve(FILE);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LARGEST) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(new ObjectMapper().readTree(in))
          .filter(JsonNode::isObject)
          .map(BuildAnswer::new);
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      return Optional.empty();
    }
  }

  String text(String key) {
    return json.path(key).asText("");
  }

  List<String> texts(String key) {
    return StreamSupport.stream(json.path(key).spliterator(), false).map(JsonNode::asText).toList();
  }
}
