package org.repo2oci.launch;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The links to a server's pages. */
final class Pages {
  /** What may stand in a link as it is (RFC 3986, 2.2 and 2.3, and the percent sign). */
  private static final String PLAIN = "-._~:/?#@!$&'()*+,;=%";

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int NOT_FOUND = 404;
  private static final Map<String, String> INTERFACES = new LinkedHashMap<>();

  static {
    INTERFACES.put("lab", "JupyterLab");
    INTERFACES.put("tree", "Notebook");
    INTERFACES.put("nbclassic/tree", "Classic notebook");
  }

  private Pages() {}

  /** The page that was asked for, then each interface that the server has (all but 404). */
  static List<Page> ofJupyter(int port, Token token, String first, ServerProbe probe)
      throws InterruptedException {
    String start = first.replaceFirst("^/+", "").replaceFirst("/+$", "");
    List<Page> pages = new ArrayList<>();
    if (!INTERFACES.containsKey(start)) {
      // Shown even where it is wrong: it is what the user asked for.
      pages.add(new Page("Start page", address(port, start, token)));
    }
    List<String> interfaces = new ArrayList<>(INTERFACES.keySet());
    if (interfaces.remove(start)) {
      interfaces.addFirst(start);
    }
    for (String path : interfaces) {
      if (probe.status(path, LIMIT).orElse(0) != NOT_FOUND) {
        pages.add(new Page(INTERFACES.getOrDefault(path, path), address(port, path, token)));
      }
    }
    return pages;
  }

  /** A server of which nothing is known but that it answers. */
  static List<Page> ofOther(int port) {
    return List.of(
        new Page("Server", URI.create("http://%s:%d/".formatted(LocalPort.ADDRESS, port))));
  }

  private static URI address(int port, String path, Token token) {
    String encoded = encoded(path.replaceAll("%(?![0-9A-Fa-f]{2})", "%25"));
    int hash = encoded.indexOf('#');
    String page = hash < 0 ? encoded : encoded.substring(0, hash);
    String fragment = hash < 0 ? "" : "#" + encoded.substring(hash + 1).replace("#", "%23");
    String separator = page.contains("?") ? "&" : "?";
    return URI.create(
        "http://%s:%d/%s%stoken=%s%s"
            .formatted(LocalPort.ADDRESS, port, page, separator, token.text(), fragment));
  }

  private static String encoded(String path) {
    StringBuilder text = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
      text.append(plain ? String.valueOf(c) : "%%%02X".formatted(b & 0xff));
    }
    return text.toString();
  }
}
