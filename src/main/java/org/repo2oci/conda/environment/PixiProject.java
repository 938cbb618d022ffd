package org.repo2oci.conda.environment;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.repo2oci.conda.spec.MatchSpec;
import org.repo2oci.conda.spec.SpecException;
import org.repo2oci.failure.BuildFailure;

/** What a {@code pixi.toml} asks for in its default environment, to be compared with its lock. */
public final class PixiProject {
  private static final List<String> TABLES = List.of("", "target.linux-64.", "target.linux.");

  private final String path;
  private final JsonNode top;
  private final List<String> lines;
  private final List<SpecLine> specs = new ArrayList<>();
  private final List<SpecLine> pip = new ArrayList<>();

  private PixiProject(String path, JsonNode top, List<String> lines) {
    this.path = path;
    this.top = top;
    this.lines = lines;
  }

  /**
   * Reads one.
   *
   * @param path for messages
   * @throws BuildFailure with the line
   */
  public static EnvironmentFile parse(byte[] content, String path) {
    String text = YamlText.decoded(content, path);
    try {
      return new PixiProject(path, new TomlMapper().readTree(text), text.lines().toList()).read();
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      throw YamlText.failure(path, line, "it is not valid TOML")
          .withDetail(e.getOriginalMessage().lines().findFirst().orElse(""))
          .withHint("Check the line");
    }
  }

  private EnvironmentFile read() {
    for (String table : TABLES) {
      each(table + "dependencies", specs, true);
      each(table + "pypi-dependencies", pip, false);
    }
    return new EnvironmentFile(path, List.of(), false, specs, pip, new TreeMap<>(), List.of());
  }

  private void each(String table, List<SpecLine> to, boolean conda) {
    JsonNode node = top;
    for (String key : table.split("\\.", -1)) {
      node = node.path(key);
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      JsonNode value = entry.getValue();
      String versions = value.isTextual() ? value.asText() : value.path("version").asText("");
      String plain = versions.strip().equals("*") ? "" : versions.strip();
      String text = (entry.getKey() + " " + plain).strip();
      // One that is built from source, or in a form of its own, is not compared.
      boolean compared = isSpec(text) && (value.isTextual() || value.has("version"));
      if (!conda || compared) {
        to.add(new SpecLine(text, path, line(table, entry.getKey())));
      }
    }
  }

  private static boolean isSpec(String text) {
    try {
      MatchSpec.parse(text);
      return true;
    } catch (SpecException e) {
      return false;
    }
  }

  /** The parser keeps no lines. */
  private int line(String table, String key) {
    Pattern entry = Pattern.compile("\\s*[\"']?" + Pattern.quote(key) + "[\"']?\\s*[.=].*");
    boolean inside = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.startsWith("[")) {
        inside = line.startsWith("[" + table + "]");
      } else if (inside && entry.matcher(line).matches()) {
        return i + 1;
      }
    }
    return 1;
  }
}
