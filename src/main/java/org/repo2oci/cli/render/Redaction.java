package org.repo2oci.cli.render;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of text: passwords in URLs, tokens in queries and headers, and the values of
 * variables whose names say that they are secret.
 */
public final class Redaction {
  private static final String HIDDEN = "***";
  private static final int SHORTEST_SECRET = 6;

  private static final Pattern USER_INFO =
      Pattern.compile("(?i)\\b([a-z][a-z0-9+.-]*)://([^/\\s@`'\"]+(?:@[^/\\s@`'\"]+)*)@");
  private static final Pattern QUERY =
      Pattern.compile(
          "(?i)([?&;][\\w.-]*(?:token|secret|passw|signature|credential|api_?key|sig|auth)[\\w.-]*=)"
              + "[^&\\s`'\"#]+");
  private static final Pattern HEADER =
      Pattern.compile("(?i)(authorization\\s*[:=]\\s*(?:[a-z]+\\s+)?)[^\\s`'\"]{4,}");
  private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer\\s+)[a-z0-9._~+/=-]{20,}");
  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i).*(?:TOKEN|PASSWORD|PASSWD|SECRET|CREDENTIAL|API_?KEY|PRIVATE_KEY).*");
  private static final Pattern PLACE_NAME = Pattern.compile("(?i).*_(?:FILE|PATH|DIR|URL|NAME)");
  private static final Pattern PASSWORD_FIELD =
      Pattern.compile("(?i)password\"?\\s*[=:]\\s*\"?((?:[^\"\\\\\\s]|\\\\[^n])+)");

  private final List<String> secrets;

  private Redaction(List<String> secrets) {
    this.secrets = secrets;
  }

  /** Knows the secrets that the environment holds. */
  public static Redaction of(Map<String, String> environment) {
    List<String> secrets = new ArrayList<>();
    environment.forEach((name, value) -> {
      if (SECRET_NAME.matcher(name).matches()
          && !PLACE_NAME.matcher(name).matches()
          && !value.startsWith("/")) {
        keep(secrets, value.strip());
        Matcher field = PASSWORD_FIELD.matcher(value);
        while (field.find()) {
          keep(secrets, field.group(1));
        }
      }
    });
    // The longest first: one secret may be a part of another.
    secrets.sort(Comparator.comparingInt(String::length).reversed());
    return new Redaction(List.copyOf(secrets));
  }

  private static void keep(List<String> secrets, String value) {
    if (value.length() >= SHORTEST_SECRET) {
      secrets.add(value);
    }
  }

  /** The text with every secret replaced by asterisks. */
  public String apply(String text) {
    String redacted = text;
    for (String secret : secrets) {
      redacted = redacted.replace(secret, HIDDEN);
    }
    if (redacted.contains("://")) {
      redacted = USER_INFO.matcher(redacted).replaceAll(Redaction::withoutUser);
    }
    if (redacted.indexOf('=') >= 0) {
      redacted = QUERY.matcher(redacted).replaceAll("$1" + HIDDEN);
    }
    redacted = HEADER.matcher(redacted).replaceAll("$1" + HIDDEN);
    return BEARER.matcher(redacted).replaceAll("$1" + HIDDEN);
  }

  /** The user of {@code ssh://git@host} is no secret; a lone user of an HTTP URL may be a token. */
  private static String withoutUser(MatchResult url) {
    boolean login = url.group(1).endsWith("ssh") && !url.group(2).contains(":");
    return Matcher.quoteReplacement(url.group(1) + "://" + (login ? url.group(2) : HIDDEN) + "@");
  }
}
