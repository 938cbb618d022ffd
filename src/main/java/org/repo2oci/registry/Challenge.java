package org.repo2oci.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One demand of a {@code WWW-Authenticate} header (RFC 9110, 11.6.1).
 *
 * @param scheme lower-case
 * @param parameters by lower-case name
 */
record Challenge(String scheme, Map<String, String> parameters) {
  private static final Pattern PART =
      Pattern.compile(
          "\\s*,?\\s*(?:([A-Za-z][\\w-]*)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]*))"
              + "|([A-Za-z][\\w-]*)(?=\\s|,|$))");

  Challenge {
    parameters = Map.copyOf(parameters);
  }

  static List<Challenge> parse(List<String> headers) {
    List<Challenge> challenges = new ArrayList<>();
    for (String header : headers) {
      Matcher part = PART.matcher(header);
      String scheme = "";
      Map<String, String> parameters = new LinkedHashMap<>();
      while (part.lookingAt()) {
        if (part.group(4) != null) {
          add(challenges, scheme, parameters);
          scheme = part.group(4).toLowerCase(Locale.ROOT);
          parameters.clear();
        } else {
          String quoted = part.group(2);
          parameters.put(
              part.group(1).toLowerCase(Locale.ROOT),
              quoted == null ? part.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
        }
        part.region(part.end(), header.length());
      }
      add(challenges, scheme, parameters);
    }
    return challenges;
  }

  private static void add(
      List<Challenge> challenges, String scheme, Map<String, String> parameters) {
    if (!scheme.isEmpty()) {
      challenges.add(new Challenge(scheme, parameters));
    }
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
  }
}
