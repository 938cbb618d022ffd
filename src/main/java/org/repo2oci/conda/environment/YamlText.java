package org.repo2oci.conda.environment;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.pypi.spec.SourceLine;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads one YAML document of a user's file, with its lines. */
final class YamlText {
  private static final int DEEPEST = 50;
  private static final String FORM_HINT =
      "YAML wants blanks, not tabs, in front of a key, and `- ` before each item of a list";

  private final String file;
  private final YAMLParser parser;
  private final Map<String, YamlTree> anchors = new HashMap<>();

  private YamlText(String file, YAMLParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * The document; absent where the file says nothing.
   *
   * @param file for messages
   * @throws BuildFailure with line and column
   */
  static Optional<YamlTree> parse(byte[] content, String file) {
    LoaderOptions limits = new LoaderOptions();
    limits.setCodePointLimit(Math.max(1, content.length));
    YAMLFactory factory = YAMLFactory.builder().loaderOptions(limits).build();
    try (YAMLParser parser = factory.createParser(decoded(content, file))) {
      return new YamlText(file, parser).document();
    } catch (JacksonException e) {
      throw invalid(file, e);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static String decoded(byte[] content, String file) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw BuildFailure.input("Cannot read `%s`: it is not UTF-8".formatted(file))
          .withHint("Save it as UTF-8")
          .withCause(e);
    }
  }

  private Optional<YamlTree> document() throws IOException {
    if (parser.nextToken() == null) {
      return Optional.empty();
    }
    YamlTree top = node(0);
    if (parser.nextToken() != null) {
      throw failure(file, line(), "a second document begins, and there can be one only")
          .withHint("Remove the `---` and what follows");
    }
    return Optional.of(top).filter(found -> !found.isNothing());
  }

  private YamlTree node(int depth) throws IOException {
    int line = line();
    if (depth > DEEPEST) {
      throw failure(file, line, "it is nested too deeply").withHint(FORM_HINT);
    }
    if (parser.isCurrentAlias()) {
      return Optional.ofNullable(anchors.get(parser.getText()))
          .orElseThrow(() ->
              failure(file, line, "an alias names no anchor before it").withHint(FORM_HINT));
    }
    Optional<String> anchor = Optional.ofNullable(parser.getObjectId()).map(Object::toString);
    YamlTree read = value(depth, line);
    anchor.ifPresent(name -> anchors.put(name, read));
    return read;
  }

  private YamlTree value(int depth, int line) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return mapping(depth, line);
    }
    if (token == JsonToken.START_ARRAY) {
      List<YamlTree> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(node(depth + 1));
      }
      return new YamlTree.Sequence(items, line);
    }
    YamlTree.Form form =
        token.isNumeric()
            ? YamlTree.Form.NUMBER
            : token.isBoolean()
                ? YamlTree.Form.BOOLEAN
                : token == JsonToken.VALUE_NULL ? YamlTree.Form.NOTHING : YamlTree.Form.TEXT;
    return new YamlTree.Scalar(Optional.ofNullable(parser.getText()).orElse(""), form, line);
  }

  private YamlTree mapping(int depth, int line) throws IOException {
    List<YamlTree.Entry> entries = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = Optional.ofNullable(parser.currentName()).orElse("");
      int keyLine = line();
      if (!keys.add(key)) {
        throw failure(file, keyLine, "`%s` is there twice".formatted(key))
            .withHint("Join the two");
      }
      parser.nextToken();
      entries.add(new YamlTree.Entry(key, keyLine, node(depth + 1)));
    }
    return new YamlTree.Mapping(entries, line);
  }

  private int line() {
    return Math.max(1, parser.currentTokenLocation().getLineNr());
  }

  private static BuildFailure invalid(String file, JacksonException e) {
    JsonLocation location = e.getLocation();
    String where =
        location == null || location.getLineNr() < 1
            ? ""
            : " at line %d, column %d"
                .formatted(location.getLineNr(), Math.max(1, location.getColumnNr()));
    return BuildFailure.input("Cannot read `%s`%s: it is not valid YAML".formatted(file, where))
        .withDetail(e.getOriginalMessage().lines().findFirst().orElse(""))
        .withHint(FORM_HINT);
  }

  static BuildFailure failure(String file, int line, String reason) {
    return BuildFailure.input("Cannot read %s: %s".formatted(new SourceLine(file, line), reason));
  }
}
