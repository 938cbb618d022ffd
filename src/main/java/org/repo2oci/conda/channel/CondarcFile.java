package org.repo2oci.conda.channel;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;

/** One {@code .condarc}: YAML, with {@code $VARIABLES} in it. */
final class CondarcFile {
  private static final int LARGEST = 1 << 20;
  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:\\{(?<braced>\\w+)\\}|(?<plain>\\w+))");
  private static final ObjectMapper YAML = new ObjectMapper(factory());

  private final String name;
  private final Map<String, String> environment;
  private final List<String> warnings = new ArrayList<>();

  /**
   * A file.
   *
   * @param name for messages
   */
  CondarcFile(String name, Map<String, String> environment) {
    this.name = name;
    this.environment = environment;
  }

  private static YAMLFactory factory() {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(20);
    options.setNestingDepthLimit(20);
    options.setCodePointLimit(LARGEST);
    return YAMLFactory.builder()
        .loaderOptions(options)
        .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(20).build())
        .build();
  }

  /**
   * Reads the text.
   *
   * @throws org.repo2oci.failure.BuildFailure with file and line
   */
  CondaSettings read(String text) {
    JsonNode node;
    try {
      node = YAML.readTree(text);
    } catch (JacksonException e) {
      JsonLocation location = e.getLocation();
      throw ChannelFailures.badSettings(
          name,
          location == null ? 1 : location.getLineNr(),
          e.getOriginalMessage().lines().findFirst().orElse("it is not valid YAML"));
    }
    if (node.isNull() || node.isMissingNode()) {
      return CondaSettings.none();
    }
    if (!node.isObject()) {
      throw ChannelFailures.badSettings(name, 1, "it is no list of settings");
    }
    Optional<String> priority = text(node, "channel_priority");
    Optional<String> verify = text(node, "ssl_verify");
    verify
        .filter("false"::equalsIgnoreCase)
        .ifPresent(_ -> warn("`ssl_verify: false` has no effect: certificates are always checked"));
    return new CondaSettings(
        text(node, "channel_alias"),
        either(node, "channels", "channel"),
        list(node.path("default_channels")),
        texts(node.path("custom_channels")),
        lists(node.path("custom_multichannels")),
        lists(node.path("mirrored_channels")),
        priority.flatMap(this::priority),
        texts(node.path("proxy_servers")),
        verify.filter(file -> file.startsWith("/")),
        warnings);
  }

  private Optional<ChannelPriority> priority(String text) {
    Optional<ChannelPriority> known = ChannelPriority.parse(text);
    if (known.isEmpty()) {
      warn("`channel_priority: %s` is not known".formatted(text));
    }
    return known;
  }

  private void warn(String what) {
    warnings.add("`%s`: %s".formatted(name, what));
  }

  private Optional<String> text(JsonNode node, String key) {
    JsonNode value = node.path(key);
    return value.isValueNode() && !value.isNull()
        ? Optional.of(expanded(value.asText()))
        : Optional.empty();
  }

  private List<String> either(JsonNode node, String key, String otherKey) {
    return list(node.has(key) ? node.path(key) : node.path(otherKey));
  }

  /** A list, or a text with commas. */
  private List<String> list(JsonNode node) {
    List<String> list = new ArrayList<>();
    if (node.isTextual()) {
      for (String one : node.asText().split(",", -1)) {
        list.add(expanded(one.strip()));
      }
    }
    for (JsonNode one : node) {
      if (one.isValueNode() && !one.isNull()) {
        list.add(expanded(one.asText().strip()));
      }
    }
    return list.stream().filter(one -> !one.isEmpty()).toList();
  }

  private Map<String, String> texts(JsonNode node) {
    Map<String, String> texts = new LinkedHashMap<>();
    node.properties()
        .forEach(entry -> text(node, entry.getKey()).ifPresent(t -> texts.put(entry.getKey(), t)));
    return texts;
  }

  private Map<String, List<String>> lists(JsonNode node) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    node.properties().forEach(entry -> lists.put(entry.getKey(), list(entry.getValue())));
    return lists;
  }

  private String expanded(String text) {
    Matcher variable = VARIABLE.matcher(text);
    return variable.replaceAll(found -> {
      String braced = found.group("braced");
      String value = environment.get(braced == null ? found.group("plain") : braced);
      return Matcher.quoteReplacement(value == null ? found.group() : value);
    });
  }
}
