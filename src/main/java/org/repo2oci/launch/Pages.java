package org.repo2oci.launch;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The links to a server's pages. */
final class Pages {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int NOT_FOUND = 404;
  private static final int LONGEST_TITLE = 40;
  private static final JsonMapper JSON = new JsonMapper();

  /** Where jupyter-server-proxy lists the programs behind it, without starting them. */
  private static final String PROXIED = "server-proxy/servers-info";

  private static final Map<String, String> INTERFACES = new LinkedHashMap<>();

  static {
    INTERFACES.put("lab", "JupyterLab");
    INTERFACES.put("tree", "Notebook");
    INTERFACES.put("nbclassic/tree", "Classic notebook");
  }

  private Pages() {}

  /** As an address is written: no slash before or behind it. */
  static String plain(String page) {
    String start = page.replaceFirst("^/+", "");
    return start.contains("?") ? start : start.replaceFirst("/+$", "");
  }

  /**
   * The page that is to be first, where there is one, then each interface that the server has: all
   * of Jupyter's own but those that are 404, and what it says of programs behind it. The answer has
   * the titles by path.
   */
  static Map<String, String> ofJupyter(Optional<String> first, ServerProbe probe)
      throws InterruptedException {
    Map<String, String> names = new LinkedHashMap<>();
    first.map(Pages::plain).ifPresent(page -> names.put(page, "Start page"));
    for (Map.Entry<String, String> page : INTERFACES.entrySet()) {
      if (names.containsKey(page.getKey())
          || probe.status(page.getKey(), LIMIT).orElse(0) != NOT_FOUND) {
        names.put(page.getKey(), page.getValue());
      }
    }
    proxied(probe).forEach(names::put);
    if (names.isEmpty()) {
      names.put("", "Server");
    }
    return names;
  }

  static List<Page> links(Map<String, String> names, ServerAddress server, Token token) {
    List<Page> pages = new ArrayList<>();
    names.forEach(
        (path, name) -> pages.add(new Page(name, PageAddress.parse(path).link(server, token))));
    return pages;
  }

  /** Path to title; the server is the image's own, so that what it says is only taken as text. */
  private static Map<String, String> proxied(ServerProbe probe) throws InterruptedException {
    Map<String, String> found = new LinkedHashMap<>();
    try {
      JsonNode list = JSON.readTree(probe.text(PROXIED, LIMIT).orElse("{}"));
      for (JsonNode server : list.path("server_processes")) {
        JsonNode entry = server.path("launcher_entry");
        String path = plain(entry.path("path_info").asText(server.path("name").asText("")));
        String title = entry.path("title").asText(path).replaceAll("[^\\p{L}\\p{N} ._()-]", "");
        if (entry.path("enabled").asBoolean(true) && !path.isEmpty() && !title.isBlank()) {
          found.put(path, title.substring(0, Math.min(title.length(), LONGEST_TITLE)).strip());
        }
      }
    } catch (JacksonException e) {
      // No list that is understood: there are no links from it.
    }
    return found;
  }

  /** A server of which nothing is known but that it answers. */
  static List<Page> ofOther(ServerAddress server) {
    return List.of(new Page("Server", server.uri("")));
  }
}
