package org.repo2oci.conda.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code [key=value, …]} at the end of a spec, and the old {@code (key=value)}. Keys win over
 * what is written before them, but for the name.
 */
final class BracketKeys {
  private static final Set<String> KNOWN =
      Set.of(
          "version",
          "build",
          "build_number",
          "channel",
          "subdir",
          "fn",
          "url",
          "md5",
          "sha256",
          "license",
          "track_features",
          "when",
          "extras",
          "flags");

  /** They choose nothing here. */
  private static final Set<String> WITHOUT_MEANING =
      Set.of("name", "namespace", "optional", "target", "features", "size", "timestamp");

  private final String spec;
  private final Map<String, String> values = new LinkedHashMap<>();

  BracketKeys(String spec) {
    this.spec = spec;
  }

  void set(String key, String value) {
    values.put(key, value);
  }

  /** A channel with a subdirectory perhaps; what brackets say of either wins. */
  void channel(String written) {
    String channel =
        written.length() > 1 && written.endsWith("/")
            ? written.substring(0, written.length() - 1)
            : written;
    int slash = channel.lastIndexOf('/');
    String last = channel.substring(slash + 1);
    if (slash > 0 && Subdirs.isOne(last)) {
      values.putIfAbsent("subdir", last);
      channel = channel.substring(0, slash);
    }
    values.putIfAbsent("channel", channel);
  }

  /** Takes brackets and parentheses off a spec, and returns what is left. */
  String cut(String text) {
    String rest = cutSubdir(text);
    int open = rest.indexOf('[');
    if (open >= 0) {
      if (!rest.endsWith("]") || closing(rest, open) != rest.length() - 1) {
        throw bad("brackets that do not close, or more of them than one pair");
      }
      read(rest.substring(open + 1, rest.length() - 1));
      rest = rest.substring(0, open).strip();
    }
    if (rest.endsWith(")")) {
      int parenthesis = rest.lastIndexOf('(');
      if (parenthesis >= 0 && isKeys(rest.substring(parenthesis + 1, rest.length() - 1))) {
        read(rest.substring(parenthesis + 1, rest.length() - 1));
        rest = rest.substring(0, parenthesis).strip();
      }
    }
    split("channel");
    return rest;
  }

  /** Old: {@code channel[subdir]::name}. */
  private String cutSubdir(String text) {
    int end = text.indexOf("]::");
    int open = text.indexOf('[');
    if (end < 0 || open <= 0 || open > end || !Subdirs.isOne(text.substring(open + 1, end))) {
      return text;
    }
    set("subdir", text.substring(open + 1, end));
    return text.substring(0, open) + text.substring(end + 1);
  }

  private void split(String key) {
    String written = values.remove(key);
    if (written != null) {
      channel(written);
    }
  }

  private static boolean isKeys(String inner) {
    return inner.indexOf('=') > 0
        ? inner
            .substring(0, inner.indexOf('='))
            .chars()
            .allMatch(c -> Character.isLetter(c) || c == '_')
        : inner.equals("optional");
  }

  private static int closing(String text, int open) {
    int depth = 0;
    char quote = 0;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '[') {
        depth++;
      } else if (c == ']' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }

  private void read(String inner) {
    for (String entry : entries(inner, true)) {
      int equals = entry.indexOf('=');
      String key =
          (equals < 0 ? entry : entry.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
      String value = equals < 0 ? "" : unquoted(entry.substring(equals + 1).strip());
      if (!KNOWN.contains(key) && !WITHOUT_MEANING.contains(key)) {
        throw bad("`%s` is not something to match".formatted(key));
      }
      if (value.isEmpty() && !key.equals("optional")) {
        throw bad("`%s` has no value".formatted(key));
      }
      values.put(key, value);
    }
  }

  /** Parts between commas, or also blanks, that are in no quotes or brackets. */
  private static List<String> entries(String inner, boolean atBlanks) {
    List<String> entries = new ArrayList<>();
    StringBuilder entry = new StringBuilder();
    char quote = 0;
    int depth = 0;
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else {
        depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      }
      boolean apart = quote == 0 && depth == 0 && (c == ',' || (atBlanks && c == ' '));
      if (!apart) {
        entry.append(c);
      }
      if ((apart || i == inner.length() - 1) && !entry.toString().isBlank()) {
        entries.add(entry.toString().strip());
        entry.setLength(0);
      }
    }
    return entries;
  }

  private static String unquoted(String value) {
    boolean quoted =
        value.length() >= 2
            && (value.charAt(0) == '\'' || value.charAt(0) == '"')
            && value.charAt(value.length() - 1) == value.charAt(0);
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private static List<String> list(String value) {
    boolean bracketed = value.startsWith("[") && value.endsWith("]");
    String inner = bracketed ? value.substring(1, value.length() - 1) : value;
    return entries(inner, false).stream().map(BracketKeys::unquoted).toList();
  }

  MatchSpec spec(String text, String name, VersionSpec version, TextMatcher build) {
    VersionSpec wantedVersion = value("version").map(VersionSpec::parse).orElse(version);
    TextMatcher wantedBuild = value("build").map(TextMatcher::parse).orElse(build);
    return new MatchSpec(text, name, wantedVersion, wantedBuild, details());
  }

  private MatchSpec.Details details() {
    boolean any =
        values.keySet().stream()
            .anyMatch(key -> KNOWN.contains(key) && !key.equals("version") && !key.equals("build"));
    return any
        ? new MatchSpec.Details(
            value("channel").filter(channel -> !channel.equals("*")),
            value("subdir").filter(subdir -> !subdir.equals("*")),
            value("fn"),
            value("url"),
            value("md5").map(digest -> digest.toLowerCase(Locale.ROOT)),
            value("sha256").map(digest -> digest.toLowerCase(Locale.ROOT)),
            value("build_number").map(VersionSpec::parse),
            value("license").map(TextMatcher::parse),
            value("track_features")
                .map(features -> Arrays.asList(features.split("[, ]+")))
                .orElse(List.of()),
            value("when").map(Condition::parse),
            value("extras").map(BracketKeys::list).orElse(List.of()),
            value("flags").map(BracketKeys::list).orElse(List.of()).stream()
                .map(TextMatcher::parse)
                .toList())
        : MatchSpec.Details.NONE;
  }

  private Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  private SpecException bad(String why) {
    return new SpecException(
        "`%s` is no match spec: %s".formatted(spec, why),
        "Brackets are written `name[version='>=1.8', build=py39*]`");
  }
}
