package org.repo2oci.fetch;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Facts about host names that need no name server. */
public final class Hosts {
  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:.]*:.*");

  private Hosts() {}

  /** Whether a host, without a port, is this machine: {@code localhost}, 127.0.0.0/8, ::1. */
  public static boolean isLoopback(String host) {
    String name = unbracketed(host).toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || address(name).map(InetAddress::isLoopbackAddress).orElse(false);
  }

  static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /** Whether an address lies in {@code address/bits}; a name never does. */
  static boolean inNetwork(String host, String cidr) {
    int slash = cidr.indexOf('/');
    Optional<InetAddress> network = address(unbracketed(cidr.substring(0, slash)));
    Optional<InetAddress> address = address(host);
    if (network.isEmpty() || address.isEmpty()) {
      return false;
    }
    byte[] a = network.get().getAddress();
    byte[] b = address.get().getAddress();
    int bits;
    try {
      bits = Integer.parseInt(cidr.substring(slash + 1));
    } catch (NumberFormatException e) {
      return false;
    }
    if (a.length != b.length || bits < 0 || bits > a.length * 8) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((a[bit / 8] & mask) != (b[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** Only literals, so that nothing is looked up. */
  private static Optional<InetAddress> address(String text) {
    if (!ADDRESS.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
