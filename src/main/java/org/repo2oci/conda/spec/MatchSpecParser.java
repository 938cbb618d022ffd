package org.repo2oci.conda.spec;

import java.util.Locale;
import java.util.Optional;

/** Takes a match spec apart from both ends, as conda does (CEP 29). */
final class MatchSpecParser {
  private static final String SIGNS = "=<>!~";
  private static final int LONGEST = 16_384;

  private final String written;

  MatchSpecParser(String written) {
    this.written = written;
  }

  MatchSpec parse() {
    if (written.length() > LONGEST) {
      throw new SpecException(
          "A match spec of %d characters is no spec".formatted(written.length()));
    }
    if (ArchiveSpec.isOne(written)) {
      return ArchiveSpec.parse(written.strip());
    }
    String text = withoutComment(written);
    if (text.isEmpty()) {
      throw bad("it is empty");
    }
    BracketKeys keys = new BracketKeys(text);
    String rest = text;
    if (text.endsWith("@") && text.length() > 1) {
      // Very old: a feature.
      keys.set("track_features", text.substring(0, text.length() - 1));
      return keys.spec(text, "*", VersionSpec.ANY, TextMatcher.ANY);
    }
    rest = keys.cut(rest);
    rest = cutChannel(rest, keys);
    int end = 0;
    while (end < rest.length() && SIGNS.indexOf(rest.charAt(end)) < 0 && rest.charAt(end) != ' ') {
      end++;
    }
    String name = name(rest.substring(0, end));
    String versionAndBuild = rest.substring(end).strip();
    return versionAndBuild.isEmpty()
        ? keys.spec(text, name, VersionSpec.ANY, TextMatcher.ANY)
        : spec(text, name, versionAndBuild, keys);
  }

  static String withoutComment(String line) {
    int hash = line.indexOf('#');
    return (hash < 0 ? line : line.substring(0, hash)).replace('\t', ' ').strip();
  }

  /** {@code channel/subdir:namespace:name}; namespaces mean nothing. */
  private String cutChannel(String text, BracketKeys keys) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      return text;
    }
    int before = text.lastIndexOf(':', colon - 1);
    String channel = before < 0 ? "" : text.substring(0, before).strip();
    if (!channel.isEmpty()) {
      keys.channel(channel);
    }
    return text.substring(colon + 1);
  }

  private String name(String text) {
    if (text.isEmpty()) {
      throw bad("it has no package name");
    }
    String name = text.toLowerCase(Locale.ROOT);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && "._-*".indexOf(c) < 0) {
        throw bad("`%s` is not in a package's name".formatted(c));
      }
    }
    if (name.startsWith("-") || name.startsWith(".")) {
      throw bad("a package's name begins with a letter, a digit or `_`");
    }
    return name;
  }

  private MatchSpec spec(String text, String name, String versionAndBuild, BracketKeys keys) {
    int separator = separator(versionAndBuild);
    String version =
        (separator < 0 ? versionAndBuild : versionAndBuild.substring(0, separator))
            .replace(" ", "");
    Optional<String> build =
        separator < 0
            ? Optional.empty()
            : Optional.of(versionAndBuild.substring(separator + 1).strip());
    if (version.equals("=")) {
      // `numpy=` is any numpy.
      version = "*";
    }
    VersionSpec versionSpec = VersionSpec.parse(translated(version, build.isPresent()));
    return keys.spec(
        text, name, versionSpec, build.map(TextMatcher::parse).orElse(TextMatcher.ANY));
  }

  /**
   * Where the build string is parted from the version: at the first blank or single {@code =} after
   * which nothing looks like a version spec; or -1.
   */
  private static int separator(String text) {
    for (int i = 1; i < text.length() - 1; i++) {
      char c = text.charAt(i);
      if ((c == ' ' || c == '=')
          && "=!|,<>~".indexOf(text.charAt(i - 1)) < 0
          && isBuild(text.substring(i + 1))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isBuild(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("-=,|<>~".indexOf(text.charAt(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** {@code ==1.8} is exact; {@code =1.8} is fuzzy alone, and exact before a build string. */
  private static String translated(String version, boolean hasBuild) {
    if (!version.startsWith("=") || version.equals("==")) {
      return version;
    }
    String rest = version.substring(1);
    if (rest.startsWith("=")) {
      return hasBuild ? version : rest.substring(1);
    }
    if (rest.chars().anyMatch(c -> "=,|".indexOf(c) >= 0) || SIGNS.indexOf(rest.charAt(0)) >= 0) {
      return version;
    }
    return hasBuild || rest.endsWith("*") ? rest : rest + ".*";
  }

  private SpecException bad(String why) {
    return new SpecException(
        "`%s` is no match spec: %s".formatted(written.strip(), why),
        "A match spec is written `name`, `name=1.8`, `name>=1.8,<2` or `channel::name=1.8=build`");
  }
}
