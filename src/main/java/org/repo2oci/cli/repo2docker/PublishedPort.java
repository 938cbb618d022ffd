package org.repo2oci.cli.repo2docker;

import java.util.Optional;
import java.util.Set;

/**
 * A port as {@code --publish} names it: {@code port}, {@code host:container[/tcp]} or {@code
 * ip:host:container}.
 *
 * @param address on which it is reached; empty where none is named
 * @param host on this machine, 1 to 65535
 * @param container in the image, 1 to 65535
 */
record PublishedPort(Optional<String> address, int host, int container) {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost");
  private static final int LAST = 65_535;

  static PublishedPort parse(String text) {
    String[] parts = text.contains(":") ? text.split(":", -1) : new String[] {text, text};
    String[] container = parts[parts.length - 1].split("/", -1);
    String protocol = container.length > 1 ? container[1] : "tcp";
    if (parts.length > 3) {
      throw wrong(text, "has too many parts");
    }
    if (!protocol.equals("tcp") && !protocol.equals("udp")) {
      throw wrong(text, "has an invalid protocol");
    }
    String host = parts[parts.length - 2];
    PublishedPort port =
        new PublishedPort(
            parts.length == 3 ? Optional.of(parts[0]) : Optional.empty(),
            number(text, parts.length == 2 && !text.contains(":") ? container[0] : host),
            number(text, container[0]));
    if (protocol.equals("udp")) {
      throw Refusal.failed("Publishing a port of UDP is not possible yet: `%s`".formatted(text));
    }
    if (port.address().filter(name -> !LOOPBACK.contains(name)).isPresent()) {
      throw Refusal.failed(
          "Publishing a port on another address than 127.0.0.1 is not possible yet: `%s`"
              .formatted(text));
    }
    return port;
  }

  private static int number(String text, String port) {
    int number;
    try {
      number = Integer.parseInt(port.strip());
    } catch (NumberFormatException e) {
      throw wrong(text, "has an invalid port");
    }
    if (number < 1 || number > LAST) {
      throw wrong(text, "specifies a port outside 1-65535");
    }
    return number;
  }

  private static Refusal wrong(String text, String why) {
    return Refusal.failed("Port specification \"%s\" %s.".formatted(text, why));
  }
}
