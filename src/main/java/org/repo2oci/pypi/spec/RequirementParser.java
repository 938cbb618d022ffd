package org.repo2oci.pypi.spec;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one requirement: a name with versions (PEP 508), a URL, a revision of a repository, or a
 * path. The grammar of versions and markers is left to the resolver; what people get wrong most is
 * said here, where the line is known.
 */
final class RequirementParser {
  private static final Pattern NAMED =
      Pattern.compile("([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\\s*(\\[[^\\]]*\\])?\\s*(.*)");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{[A-Z0-9_]+\\}");
  private static final Pattern URL_START = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");
  private static final Pattern TRAILING_EXTRAS = Pattern.compile("(.*[^\\[])(\\[[^\\[\\]]*\\])");
  private static final Pattern OPTION = Pattern.compile("\\s--?[A-Za-z]");
  private static final Pattern ARCHIVE_FILE =
      Pattern.compile(".*\\.(?:whl|zip|tar|tar\\.gz|tgz|tar\\.bz2|tbz|tar\\.xz|txz|tar\\.lzma)");

  /** Why a text is no requirement. */
  static final class Refused extends Exception {
    private final Optional<String> hint;

    Refused(String why) {
      super(why);
      this.hint = Optional.empty();
    }

    Refused(String why, String hint) {
      super(why);
      this.hint = Optional.of(hint);
    }

    RequirementProblem at(SourceLine origin) {
      return new RequirementProblem(origin, String.valueOf(getMessage()), hint);
    }
  }

  private final RepositoryPaths paths;
  private final String folder;

  /**
   * A parser.
   *
   * @param folder that paths are relative to, itself relative to the repository; empty for its top
   */
  RequirementParser(RepositoryPaths paths, String folder) {
    this.paths = paths;
    this.folder = folder;
  }

  /** A requirement with what may follow it; {@code ignored} hears options without an effect. */
  Requirement parse(SourceLine origin, String line, List<String> ignored) throws Refused {
    Matcher option = OPTION.matcher(line);
    String text = option.find() ? line.substring(0, option.start()).strip() : line;
    String rest = option.reset().find() ? line.substring(option.start()).strip() : "";
    return body(origin, text, false, options(rest, ignored));
  }

  Requirement editable(SourceLine origin, String text) throws Refused {
    Requirement found = body(origin, text, true, Requirement.Options.NONE);
    return switch (found) {
      case Requirement.Git git -> git;
      case Requirement.Local local -> local;
      case Requirement.Archive _, Requirement.FromIndex _ ->
          throw new Refused(
              "`%s` is not a folder or a Git repository, so it cannot be editable".formatted(text),
              "Write the requirement without `-e`");
    };
  }

  private Requirement body(
      SourceLine origin, String text, boolean editable, Requirement.Options options)
      throws Refused {
    if (VARIABLE.matcher(text).find()) {
      throw new Refused(
          "`%s` holds a variable, and a build sees none of the machine's".formatted(text),
          "Write the value, or set the index in the machine's pip or uv settings");
    }
    if (text.matches("(?i)(?:git|hg|svn|bzr)\\+.*") || isUrl(text)) {
      String[] parts = text.split("\\s+;|;\\s+", 2);
      return reference(
          origin, Optional.empty(), "", parts[0].strip(), marker(parts), editable, options);
    }
    if (editable || looksLikePath(text)) {
      String[] parts = text.split(";", 2);
      return path(origin, Optional.empty(), "", parts[0].strip(), marker(parts), editable, options);
    }
    Matcher named = NAMED.matcher(text);
    if (!named.matches()) {
      throw new Refused("`%s` is not a requirement".formatted(text));
    }
    String extras = Optional.ofNullable(named.group(2)).orElse("").replaceAll("\\s", "");
    String rest = named.group(3);
    if (rest.startsWith("@")) {
      String[] parts = rest.substring(1).split("\\s+;|;\\s+", 2);
      return reference(
          origin,
          Optional.of(PackageName.normalised(named.group(1))),
          extras,
          parts[0].strip(),
          marker(parts),
          false,
          options);
    }
    return fromIndex(origin, text, named.group(1), extras, rest, options);
  }

  private static Requirement fromIndex(
      SourceLine origin,
      String text,
      String name,
      String extras,
      String rest,
      Requirement.Options options)
      throws Refused {
    String[] parts = rest.split(";", 2);
    String versions = parts[0].strip();
    if (versions.matches("=[^=].*")) {
      throw new Refused(
          "`%s` has a single `=`".formatted(text),
          "`name==1.2` is exactly 1.2; `name=1.2` is how conda writes it");
    }
    if (!versions.isEmpty() && "(<>=!~".indexOf(versions.charAt(0)) < 0) {
      throw new Refused(
          "`%s` is not a requirement: `%s` follows the name"
              .formatted(text, versions.split("\\s", 2)[0]));
    }
    return new Requirement.FromIndex(origin, name, extras, versions, marker(parts), options);
  }

  private Requirement reference(
      SourceLine origin,
      Optional<String> name,
      String extras,
      String reference,
      String marker,
      boolean editable,
      Requirement.Options options)
      throws Refused {
    String lower = reference.toLowerCase(Locale.ROOT);
    if (lower.matches("(?:hg|svn|bzr)\\+.*")) {
      throw new Refused(
          "`%s` is not a Git repository".formatted(reference),
          "Mercurial, Subversion and Bazaar are not supported; name an archive's URL");
    }
    if (lower.startsWith("git+")) {
      return GitReference.parse(reference.substring(4))
          .requirement(origin, name, extras, editable, marker, options);
    }
    if (lower.startsWith("file:")) {
      String local = reference.replaceFirst("(?i)^file:(?://(?:localhost)?(?=/))?", "");
      return path(
          origin,
          name,
          extras,
          URLDecoder.decode(
              local.replaceFirst("#.*", "").replace("+", "%2B"), StandardCharsets.UTF_8),
          marker,
          editable,
          options);
    }
    if (!lower.startsWith("http://") && !lower.startsWith("https://")) {
      throw new Refused("`%s` is not a URL that can be read".formatted(reference));
    }
    Map<String, String> fragment = fragment(reference);
    List<String> hashes = new ArrayList<>(options.hashes());
    for (String algorithm : List.of("sha256", "sha384", "sha512")) {
      Optional.ofNullable(fragment.get(algorithm)).ifPresent(h -> hashes.add(algorithm + ":" + h));
    }
    return new Requirement.Archive(
        origin,
        name.or(() -> eggName(fragment)),
        extras,
        reference,
        marker,
        new Requirement.Options(hashes, options.configSettings()));
  }

  private Requirement path(
      SourceLine origin,
      Optional<String> name,
      String extras,
      String text,
      String marker,
      boolean editable,
      Requirement.Options options)
      throws Refused {
    Matcher trailing = TRAILING_EXTRAS.matcher(text);
    boolean hasExtras = extras.isEmpty() && trailing.matches();
    String path = hasExtras ? trailing.group(1) : text;
    return new Requirement.Local(
        origin,
        name,
        hasExtras ? trailing.group(2) : extras,
        paths.existing(folder, path),
        editable,
        marker,
        options);
  }

  private static String marker(String[] parts) {
    return parts.length > 1 ? parts[1].strip() : "";
  }

  private static boolean isUrl(String text) {
    return text.regionMatches(true, 0, "file:", 0, 5)
        || (URL_START.matcher(text).matches() && text.contains(":/"));
  }

  private boolean looksLikePath(String text) {
    String path = text.split(";", 2)[0].strip();
    if (path.contains("@")) {
      return false;
    }
    return path.startsWith(".")
        || path.contains("/")
        || (ARCHIVE_FILE.matcher(path).matches() && paths.exists(folder, path));
  }

  static Map<String, String> fragment(String url) {
    Map<String, String> values = new LinkedHashMap<>();
    int hash = url.indexOf('#');
    if (hash >= 0) {
      for (String pair : url.substring(hash + 1).split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          values.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
      }
    }
    return values;
  }

  static Optional<String> eggName(Map<String, String> fragment) {
    return Optional.ofNullable(fragment.get("egg"))
        .map(egg -> egg.replaceFirst("\\[.*", ""))
        .filter(egg -> PackageName.VALID.matcher(egg).matches())
        .map(PackageName::normalised);
  }

  private static Requirement.Options options(String text, List<String> ignored) throws Refused {
    if (text.isEmpty()) {
      return Requirement.Options.NONE;
    }
    List<String> hashes = new ArrayList<>();
    Map<String, String> settings = new LinkedHashMap<>();
    List<String> words = words(text);
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      int equals = word.indexOf('=');
      String key = word.startsWith("--") && equals > 0 ? word.substring(0, equals) : word;
      boolean inline = key.length() < word.length();
      if (!inline && i + 1 >= words.size()) {
        throw new Refused("`%s` needs a value".formatted(key));
      }
      String value = inline ? word.substring(equals + 1) : words.get(++i);
      switch (key) {
        case "--hash" -> hashes.add(hash(value));
        case "--config-settings", "--config-setting", "-C" -> put(settings, value);
        case "--global-option", "--install-option" -> ignored.add(key);
        default -> throw new Refused("`%s` cannot follow a requirement".formatted(key));
      }
    }
    return new Requirement.Options(hashes, settings);
  }

  private static void put(Map<String, String> settings, String pair) throws Refused {
    int equals = pair.indexOf('=');
    if (equals < 1) {
      throw new Refused("`%s` is not a setting such as `key=value`".formatted(pair));
    }
    settings.put(pair.substring(0, equals), pair.substring(equals + 1));
  }

  private static String hash(String value) throws Refused {
    if (!value.matches(
        "(?:sha256:[0-9a-fA-F]{64}|sha384:[0-9a-fA-F]{96}|sha512:[0-9a-fA-F]{128})")) {
      throw new Refused(
          "`%s` is not a hash".formatted(value), "A hash is `sha256:` and 64 hex digits");
    }
    return value.toLowerCase(Locale.ROOT);
  }

  static List<String> words(String text) throws Refused {
    try {
      return ShellWords.split(text);
    } catch (IllegalArgumentException e) {
      throw new Refused("`%s`: %s".formatted(text, e.getMessage()));
    }
  }
}
