package org.repo2oci.conda.channel;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.toml.TomlFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What pixi's {@code config.toml} says of channels: {@code mirrors} and {@code default-channels}.
 */
final class PixiFile {
  private static final ObjectMapper TOML = new ObjectMapper(new TomlFactory());

  private PixiFile() {}

  /**
   * Reads the text.
   *
   * @throws org.repo2oci.failure.BuildFailure with file and line
   */
  static CondaSettings read(String name, String text) {
    JsonNode node;
    try {
      node = TOML.readTree(text);
    } catch (JacksonException e) {
      JsonLocation location = e.getLocation();
      throw ChannelFailures.badSettings(
          name,
          location == null ? 1 : location.getLineNr(),
          e.getOriginalMessage().lines().findFirst().orElse("it is not valid TOML"));
    }
    Map<String, List<String>> mirrors = new LinkedHashMap<>();
    node.path("mirrors")
        .properties()
        .forEach(entry -> mirrors.put(trimmed(entry.getKey()), texts(entry.getValue())));
    CondaSettings none = CondaSettings.none();
    return new CondaSettings(
        none.channelAlias(),
        texts(node.path("default-channels")),
        none.defaultChannels(),
        none.customChannels(),
        none.multichannels(),
        mirrors,
        none.channelPriority(),
        none.proxies(),
        none.sslVerify(),
        none.warnings());
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(one -> texts.add(trimmed(one.asText())));
    return texts;
  }

  private static String trimmed(String url) {
    return url.replaceFirst("/+$", "");
  }
}
