package org.repo2oci.cli.repo2docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a configuration file of repo2docker: JSON, or Python, of which only plain assignments of
 * literals count, because nothing is run.
 */
final class ConfigFile {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern ASSIGNMENT =
      Pattern.compile("c\\.(\\w+)\\.(\\w+)[ \\t]*=(?!=)[ \\t]*");
  private static final Pattern NOTHING =
      Pattern.compile("[ \\t]*(?:#.*)?|c[ \\t]*=[ \\t]*get_config\\(\\)[ \\t]*(?:#.*)?");
  private static final Pattern END =
      Pattern.compile("[ \\t]*;?[ \\t]*(?:#[^\\n]*)?(?:\\r?\\n|\\z)");

  private ConfigFile() {}

  /** Hears each setting: the class, the name and the value. */
  @FunctionalInterface
  interface Settings {
    void set(String owner, String name, JsonNode value);
  }

  /**
   * Reads both files that a name stands for, as repo2docker does: the name's ending is replaced by
   * {@code .py}, then by {@code .json}, which wins. A file that does not exist says nothing.
   */
  static void read(Path file, Settings settings, Consumer<String> warnings) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    String base = dot > 0 ? name.substring(0, dot) : name;
    text(file.resolveSibling(base + ".py"))
        .ifPresent(text -> python(base + ".py", text, settings, warnings));
    text(file.resolveSibling(base + ".json"))
        .ifPresent(text -> json(base + ".json", text, settings));
  }

  private static Optional<String> text(Path file) {
    try {
      return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void json(String name, String text, Settings settings) {
    JsonNode all;
    try {
      all = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw Refusal.failed(
          "Cannot read `%s` at line %d: it is not JSON"
              .formatted(name, e.getLocation() == null ? 1 : e.getLocation().getLineNr()));
    }
    all.properties()
        .forEach(owner ->
            owner
                .getValue()
                .properties()
                .forEach(one -> settings.set(owner.getKey(), one.getKey(), one.getValue())));
  }

  private static void python(
      String name, String text, Settings settings, Consumer<String> warnings) {
    int at = 0;
    while (at < text.length()) {
      Matcher assignment = ASSIGNMENT.matcher(text).region(at, text.length());
      if (assignment.lookingAt()) {
        PythonLiteral literal = new PythonLiteral(text, assignment.end());
        Optional<JsonNode> value = value(literal);
        Matcher end = END.matcher(text).region(literal.end(), text.length());
        if (value.isPresent() && end.lookingAt()) {
          settings.set(assignment.group(1), assignment.group(2), value.get());
          at = end.end();
          continue;
        }
      }
      int next = nextLine(text, at);
      String line = text.substring(at, next).stripTrailing();
      if (!NOTHING.matcher(line).matches()) {
        warnings.accept(
            "`%s` at line %d is ignored: only assignments such as `c.Repo2Docker.user_id = 1000` count"
                .formatted(name, text.substring(0, at).lines().count() + 1));
        next = afterStatement(text, next);
      }
      at = next;
    }
  }

  private static Optional<JsonNode> value(PythonLiteral literal) {
    try {
      return Optional.of(literal.read());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What is indented, or closes a bracket, belongs to what is ignored. */
  private static int afterStatement(String text, int start) {
    int at = start;
    while (at < text.length() && " \t)]}".indexOf(text.charAt(at)) >= 0) {
      at = nextLine(text, at);
    }
    return at;
  }

  private static int nextLine(String text, int at) {
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end + 1;
  }
}
