package org.repo2oci.fetch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which proxy a URL goes through; loopback hosts and those of {@code no_proxy} go directly. */
final class ProxyRules extends ProxySelector {
  private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);

  private final NetworkSettings settings;

  ProxyRules(NetworkSettings settings) {
    this.settings = settings;
  }

  /** The proxy's own URL, which may carry a login. */
  Optional<URI> proxy(URI target) {
    String host = target.getHost();
    if (host == null || Hosts.isLoopback(host) || bypassed(host, port(target))) {
      return Optional.empty();
    }
    return "https".equalsIgnoreCase(target.getScheme())
        ? settings.httpsProxy()
        : settings.httpProxy();
  }

  @Override
  public List<Proxy> select(URI target) {
    return proxy(target)
        .map(uri -> new InetSocketAddress(uri.getHost(), port(uri)))
        .map(address -> List.of(new Proxy(Proxy.Type.HTTP, address)))
        .orElse(DIRECT);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException cause) {
    // the request fails with the same cause
  }

  private boolean bypassed(String host, int port) {
    String name = Hosts.unbracketed(host).toLowerCase(Locale.ROOT);
    return settings.noProxy().stream().anyMatch(rule -> matches(rule, name, port));
  }

  /** The forms that curl, Go and Python share: {@code *}, names, suffixes, addresses, CIDR. */
  static boolean matches(String rule, String host, int port) {
    if (rule.equals("*")) {
      return true;
    }
    if (rule.contains("/")) {
      return Hosts.inNetwork(host, rule);
    }
    String name = rule;
    int colon = rule.lastIndexOf(':');
    if (colon > 0 && rule.indexOf(':') == colon) {
      if (!rule.substring(colon + 1).equals(Integer.toString(port))) {
        return false;
      }
      name = rule.substring(0, colon);
    }
    name = Hosts.unbracketed(name.startsWith("*.") ? name.substring(1) : name);
    String suffix = name.startsWith(".") ? name : "." + name;
    return host.equals(name) || host.endsWith(suffix) || suffix.equals("." + host);
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }
}
