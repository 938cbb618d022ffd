package org.repo2oci.pypi.project;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.pypi.spec.SourceLine;

/**
 * A TOML file, and where something stands in it: the parser keeps no lines, so they are looked up
 * in the text.
 */
record TomlFile(String path, JsonNode top, List<String> lines) {
  TomlFile {
    lines = List.copyOf(lines);
  }

  static TomlFile parse(String text, String path) {
    try {
      return new TomlFile(path, new TomlMapper().readTree(text), text.lines().toList());
    } catch (JacksonException e) {
      throw BuildFailure.input(
              "Cannot read `%s` at line %d: it is not valid TOML"
                  .formatted(path, e.getLocation() == null ? 1 : e.getLocation().getLineNr()))
          .withDetail(e.getOriginalMessage().lines().findFirst().orElse(""))
          .withHint("Check the line");
    }
  }

  /** The tables of an array, each with the line of its header. */
  List<Table> tables(String name) {
    List<Integer> headers = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).strip().replaceAll("\\s", "").startsWith("[[" + name + "]]")) {
        headers.add(i + 1);
      }
    }
    List<Table> tables = new ArrayList<>();
    JsonNode nodes = top.path(name);
    for (int i = 0; i < nodes.size(); i++) {
      // A header that stands in a text of several lines would count too; then none is right.
      int line = headers.size() == nodes.size() ? headers.get(i) : 1;
      tables.add(new Table(nodes.get(i), line));
    }
    return tables;
  }

  /** A table of an array. */
  record Table(JsonNode node, int line) {}

  /** The first line with a string in quotes, at or after another line. */
  Optional<Integer> lineOfString(String value, int from) {
    return line(
        Pattern.compile("[\"']" + Pattern.quote(value).replace("\\\"", "\"") + "[\"']"), from);
  }

  /** The line where a key of a table is set: {@code key = …} below {@code [table]}. */
  int lineOfKey(String table, String key) {
    int header = line(Pattern.compile("^\\s*\\[" + Pattern.quote(table) + "]"), 1).orElse(1);
    return line(Pattern.compile("^\\s*[\"']?" + Pattern.quote(key) + "[\"']?\\s*[.=]"), header)
        .orElse(header);
  }

  private Optional<Integer> line(Pattern pattern, int from) {
    for (int i = Math.max(0, from - 1); i < lines.size(); i++) {
      if (pattern.matcher(lines.get(i)).find()) {
        return Optional.of(i + 1);
      }
    }
    return Optional.empty();
  }

  SourceLine at(int line) {
    return new SourceLine(path, Math.max(1, line));
  }

  BuildFailure failure(int line, String why, String hint) {
    return BuildFailure.input("Cannot read %s: %s".formatted(at(line), why)).withHint(hint);
  }
}
