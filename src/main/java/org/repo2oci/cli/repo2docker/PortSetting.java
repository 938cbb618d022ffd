package org.repo2oci.cli.repo2docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code Repo2Docker.ports}, which is the Docker SDK's: the port in the image, such as {@code 80}
 * or {@code "80/udp"}, to one on this machine, to an address and one, to several of them, or to
 * {@code None} for a free one.
 */
final class PortSetting {
  private PortSetting() {}

  /** The same as values of {@code --publish}. */
  static List<String> words(Map<String, JsonNode> setting) {
    List<String> words = new ArrayList<>();
    setting.forEach((container, host) -> {
      if (isAddressAndPort(host)) {
        String address = host.get(0).asText();
        String literal = address.contains(":") ? "[" + address + "]" : address;
        words.add(word(literal + ":" + host.get(1).asText(), container));
      } else if (host.isArray()) {
        host.forEach(one -> words.add(word(one.asText(), container)));
      } else {
        words.add(word(host.isNull() ? "" : host.asText(), container));
      }
    });
    return words;
  }

  private static boolean isAddressAndPort(JsonNode host) {
    return host.size() == 2 && host.get(0).isTextual() && !host.get(0).asText().matches("\\d+");
  }

  private static String word(String host, String container) {
    return host + ":" + container;
  }
}
