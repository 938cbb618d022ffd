package org.repo2oci.buildpack;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.repo2oci.failure.BuildFailure;

/**
 * A YAML document as a tree that remembers its lines. Scalars are text; aliases are refused, so a
 * small file stays a small tree.
 */
sealed interface YamlNode {
  int line();

  record Scalar(String text, int line) implements YamlNode {}

  record Sequence(List<YamlNode> items, int line) implements YamlNode {}

  record Mapping(Map<String, YamlNode> entries, Map<String, Integer> lines, int line)
      implements YamlNode {}

  int DEEPEST = 50;

  /**
   * Reads one document; an empty one is an empty mapping.
   *
   * @throws BuildFailure with file and line
   */
  static YamlNode parse(byte[] text, Path file) {
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      return parser.nextToken() == null
          ? new Mapping(Map.of(), Map.of(), 1)
          : node(parser, file, 0);
    } catch (JacksonException e) {
      JsonLocation location = e.getLocation();
      throw failure(file, location == null ? 1 : location.getLineNr(), "it is not valid YAML")
          .withDetail(e.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (IOException e) {
      throw failure(file, 1, String.valueOf(e.getMessage()));
    }
  }

  private static YamlNode node(YAMLParser parser, Path file, int depth) throws IOException {
    int line = parser.currentTokenLocation().getLineNr();
    if (parser.isCurrentAlias()) {
      throw failure(file, line, "aliases are not allowed");
    }
    if (depth > DEEPEST) {
      throw failure(file, line, "it is nested too deeply");
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return mapping(parser, file, depth, line);
    }
    if (token == JsonToken.START_ARRAY) {
      List<YamlNode> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(node(parser, file, depth + 1));
      }
      return new Sequence(items, line);
    }
    return new Scalar(token == JsonToken.VALUE_NULL ? "" : text(parser), line);
  }

  private static YamlNode mapping(YAMLParser parser, Path file, int depth, int line)
      throws IOException {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    Map<String, Integer> lines = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      int keyLine = parser.currentTokenLocation().getLineNr();
      parser.nextToken();
      if (entries.put(key, node(parser, file, depth + 1)) != null) {
        throw failure(file, keyLine, "`%s` is there twice".formatted(key));
      }
      lines.put(key, keyLine);
    }
    return new Mapping(entries, lines, line);
  }

  private static String text(JsonParser parser) throws IOException {
    return parser.getText();
  }

  static BuildFailure failure(Path file, int line, String reason) {
    return BuildFailure.input("Cannot read `%s` at line %d: %s".formatted(file, line, reason))
        .withHint("`buildpacks/README.md` says what a buildpack's file holds");
  }
}
