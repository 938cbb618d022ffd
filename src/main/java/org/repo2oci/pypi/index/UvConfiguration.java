package org.repo2oci.pypi.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.repo2oci.failure.BuildFailure;

/**
 * uv's settings: {@code UV_*} variables, then {@code uv.toml} of the user, then of the system (uv,
 * "Configuration files"). The {@code [pip]} table of a file counts before its top level.
 */
final class UvConfiguration {
  private final Map<String, String> environment;
  private final List<JsonNode> tables;

  /** A configuration file: its path for messages, and its text. */
  record File(String name, String text) {}

  /**
   * Merges.
   *
   * @param files the one with the most weight first
   */
  UvConfiguration(List<File> files, Map<String, String> environment) {
    this.environment = environment;
    List<JsonNode> found = new ArrayList<>();
    for (File file : files) {
      JsonNode root = parse(file);
      found.add(root.path("pip"));
      found.add(root);
    }
    this.tables = found.stream().filter(JsonNode::isObject).toList();
  }

  private static JsonNode parse(File file) {
    try {
      return new TomlMapper().readTree(file.text());
    } catch (IOException e) {
      // The parser's own message may quote the line, and with it a password.
      throw BuildFailure.environment("Cannot read `%s`: it is not TOML".formatted(file.name()))
          .withHint("Mend the file, or set `UV_NO_CONFIG=1`");
    }
  }

  Optional<PackageIndex> defaultIndex() {
    return Stream.of("UV_DEFAULT_INDEX", "UV_INDEX_URL")
        .flatMap(name -> variable(name).stream())
        .findFirst()
        .map(text -> named(text, PackageIndex.DEFAULT))
        .or(() ->
            indexTables()
                .filter(index -> index.path("default").asBoolean(false))
                .findFirst()
                .map(index -> index(index, PackageIndex.DEFAULT)))
        .or(() -> text("index-url").map(url -> new PackageIndex(PackageIndex.DEFAULT, url)));
  }

  List<PackageIndex> extraIndexes() {
    List<PackageIndex> found = new ArrayList<>();
    Stream.of("UV_INDEX", "UV_EXTRA_INDEX_URL")
        .flatMap(name -> words(name).stream())
        .forEach(text -> found.add(named(text, "extra-" + (found.size() + 1))));
    indexTables()
        .filter(index -> !index.path("default").asBoolean(false))
        .filter(index -> !index.path("explicit").asBoolean(false))
        .filter(index -> !index.path("format").asText("simple").equals("flat"))
        .forEach(index -> found.add(index(index, "extra-" + (found.size() + 1))));
    if (variable("UV_EXTRA_INDEX_URL").isEmpty()) {
      texts("extra-index-url")
          .forEach(url -> found.add(new PackageIndex("extra-" + (found.size() + 1), url)));
    }
    return found;
  }

  List<String> findLinks() {
    Set<String> found = new LinkedHashSet<>(words("UV_FIND_LINKS"));
    indexTables()
        .filter(index -> index.path("format").asText("simple").equals("flat"))
        .forEach(index -> found.add(index.path("url").asText("")));
    if (found.isEmpty() || variable("UV_FIND_LINKS").isEmpty()) {
      found.addAll(texts("find-links"));
    }
    found.remove("");
    return List.copyOf(found);
  }

  boolean noIndex() {
    return variable("UV_NO_INDEX").map(UvConfiguration::isTrue).isPresent()
        || tables.stream().anyMatch(table -> table.path("no-index").asBoolean(false));
  }

  Optional<String> strategy() {
    return variable("UV_INDEX_STRATEGY").or(() -> text("index-strategy"));
  }

  Optional<String> excludeNewer() {
    return variable("UV_EXCLUDE_NEWER").or(() -> text("exclude-newer"));
  }

  private static boolean isTrue(String text) {
    return List.of("1", "true", "yes", "on", "y", "t").contains(text.toLowerCase(Locale.ROOT));
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  private List<String> words(String name) {
    return variable(name).stream()
        .flatMap(text -> Stream.of(text.split("[\\s,]+")))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private Optional<String> text(String key) {
    return tables.stream()
        .map(table -> table.path(key))
        .filter(value -> value.isTextual() && !value.asText().isBlank())
        .map(JsonNode::asText)
        .findFirst();
  }

  private List<String> texts(String key) {
    return tables.stream()
        .map(table -> table.path(key))
        .filter(JsonNode::isArray)
        .flatMap(array -> StreamSupport.stream(array.spliterator(), false))
        .map(JsonNode::asText)
        .toList();
  }

  private Stream<JsonNode> indexTables() {
    return tables.stream()
        .map(table -> table.path("index"))
        .filter(JsonNode::isArray)
        .flatMap(array -> StreamSupport.stream(array.spliterator(), false))
        .filter(index -> index.path("url").isTextual());
  }

  private PackageIndex index(JsonNode index, String otherwise) {
    String name = index.path("name").asText("");
    return login(name.isEmpty() ? otherwise : name, index.path("url").asText());
  }

  /** {@code name=url} or a URL, as the variables have it. */
  private PackageIndex named(String text, String otherwise) {
    int equals = text.indexOf('=');
    boolean hasName = equals > 0 && text.substring(0, equals).matches("[A-Za-z0-9_.-]+");
    return hasName
        ? login(text.substring(0, equals), text.substring(equals + 1))
        : new PackageIndex(otherwise, text);
  }

  /** Puts the login of {@code UV_INDEX_<NAME>_USERNAME} and {@code _PASSWORD} into the URL. */
  private PackageIndex login(String name, String url) {
    String prefix = "UV_INDEX_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    Optional<String> user = variable(prefix + "_USERNAME");
    Optional<String> password = variable(prefix + "_PASSWORD");
    if (user.isEmpty() && password.isEmpty()) {
      return new PackageIndex(name, url);
    }
    return new PackageIndex(name, IndexUrls.withLogin(url, user.orElse(""), password.orElse("")));
  }
}
