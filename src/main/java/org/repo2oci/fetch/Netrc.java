package org.repo2oci.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Logins by host (ftp's netrc). Only hosts that are named exactly count: a {@code default} entry
 * would send a password to every server.
 */
final class Netrc {
  private final Map<String, Login> byHost;

  private Netrc(Map<String, Login> byHost) {
    this.byHost = Map.copyOf(byHost);
  }

  static Netrc none() {
    return new Netrc(Map.of());
  }

  /** Reads a file; one that is missing or unreadable has no logins, as for curl and pip. */
  static Netrc read(Path file) {
    try {
      return parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return none();
    }
  }

  static Netrc parse(String text) {
    Map<String, Login> found = new HashMap<>();
    List<String> tokens = tokens(text);
    String host = "";
    String user = "";
    String password = "";
    for (int i = 0; i < tokens.size(); i++) {
      String value = i + 1 < tokens.size() ? tokens.get(i + 1) : "";
      switch (tokens.get(i)) {
        case "machine", "default" -> {
          keep(found, host, user, password);
          boolean named = tokens.get(i).equals("machine");
          host = named ? value.toLowerCase(Locale.ROOT) : "";
          user = "";
          password = "";
          i += named ? 1 : 0;
        }
        case "login" -> {
          user = value;
          i++;
        }
        case "password" -> {
          password = value;
          i++;
        }
        case "account" -> i++;
        default -> {
          // a word that means nothing here
        }
      }
    }
    keep(found, host, user, password);
    return new Netrc(found);
  }

  private static void keep(Map<String, Login> found, String host, String user, String password) {
    if (!host.isEmpty() && !(user.isEmpty() && password.isEmpty())) {
      found.putIfAbsent(host, new Login(user, password));
    }
  }

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    boolean inMacro = false;
    for (String line : text.split("\\R", -1)) {
      String trimmed = line.strip();
      // a macro ends at an empty line
      inMacro = trimmed.startsWith("macdef ") || (inMacro && !trimmed.isEmpty());
      if (!inMacro && !trimmed.startsWith("#")) {
        addTokens(tokens, trimmed);
      }
    }
    return tokens;
  }

  private static void addTokens(List<String> tokens, String line) {
    int i = 0;
    while (i < line.length()) {
      if (Character.isWhitespace(line.charAt(i))) {
        i++;
        continue;
      }
      StringBuilder token = new StringBuilder();
      boolean quoted = line.charAt(i) == '"';
      i += quoted ? 1 : 0;
      while (i < line.length()) {
        char c = line.charAt(i++);
        if (quoted ? c == '"' : Character.isWhitespace(c)) {
          break;
        }
        if (c == '\\' && quoted && i < line.length()) {
          c = line.charAt(i++);
        }
        token.append(c);
      }
      tokens.add(token.toString());
    }
  }

  Optional<Login> login(String host) {
    return Optional.ofNullable(byHost.get(host.toLowerCase(Locale.ROOT)));
  }
}
