package org.repo2oci.launch;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A port of an image's program, and where it is reached.
 *
 * @param address of this machine; empty for all of them
 * @param host number on this machine, 1 to 65535, or 0 for a free one
 * @param container number in the image, 1 to 65535
 */
public record PublishedPort(
    Optional<String> address, int host, int container, Transport transport) {
  private static final int LAST = 65_535;
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?:(?<address>[^:]*|\\[.*]):)?(?<host>[^:]*):)?(?<container>[^:/]*)(?:/(?<transport>.*))?");

  /** How bytes go there. */
  public enum Transport {
    TCP,
    UDP
  }

  public PublishedPort {
    // An engine takes numbers alone, and none at all for all addresses.
    address =
        address
            .filter(name -> !name.isEmpty() && !name.equals("0.0.0.0"))
            .map(name -> name.equals("localhost") ? LocalPort.ADDRESS : name)
            .map(name -> name.replaceAll("[\\[\\]]", ""));
    if (host < 0 || host > LAST || container < 1 || container > LAST) {
      throw new IllegalArgumentException("%d:%d is no port".formatted(host, container));
    }
  }

  /** The same number on this machine's loopback interface. */
  static PublishedPort onLoopback(int port) {
    return new PublishedPort(Optional.of(LocalPort.ADDRESS), port, port, Transport.TCP);
  }

  /**
   * Parses {@code PORT}, {@code HOST:CONTAINER} and {@code ADDRESS:HOST:CONTAINER}, each with
   * {@code /udp} or {@code /tcp} behind it or nothing; with nothing for {@code HOST} a free one.
   *
   * @throws IllegalArgumentException in repo2docker's words
   */
  public static PublishedPort parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw wrong(text, "has too many parts");
    }
    String protocol = Optional.ofNullable(form.group("transport")).orElse("tcp");
    if (!protocol.equals("tcp") && !protocol.equals("udp")) {
      throw wrong(text, "has an invalid protocol");
    }
    String container = form.group("container");
    String host = Optional.ofNullable(form.group("host")).orElse(container);
    return new PublishedPort(
        Optional.ofNullable(form.group("address")),
        host.isEmpty() && !container.isEmpty() ? 0 : number(text, host),
        number(text, container),
        protocol.equals("udp") ? Transport.UDP : Transport.TCP);
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

  private static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException("Port specification \"%s\" %s.".formatted(text, why));
  }

  boolean isUdp() {
    return transport == Transport.UDP;
  }

  PublishedPort withHost(int number) {
    return new PublishedPort(address, number, container, transport);
  }

  /** An address as it stands in a URL (RFC 3986, 3.2.2). */
  static String literal(String address) {
    return address.contains(":") ? "[" + address + "]" : address;
  }

  /** As it is parsed. */
  @Override
  public String toString() {
    return "%s%d:%d%s"
        .formatted(
            address.map(name -> literal(name) + ":").orElse(""),
            host,
            container,
            isUdp() ? "/udp" : "");
  }
}
