package org.repo2oci.pypi.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options of one line of a requirements file, and what becomes of each. */
final class OptionLine {
  /** What an option is for. */
  enum Meaning {
    INCLUDE,
    CONSTRAINTS,
    EDITABLE,
    INDEX_URL,
    EXTRA_INDEX_URL,
    NO_INDEX,
    FIND_LINKS,
    PRE_RELEASES,
    NO_BINARY,
    ONLY_BINARY,
    REQUIRE_HASHES,
    WITHOUT_EFFECT,
    REFUSED
  }

  /** An option with its value, empty where it takes none. */
  record Option(String name, Meaning meaning, String value, String why) {}

  private record Known(Meaning meaning, boolean takesValue, String why) {}

  private static final Known REMOVED = without(false, "pip has removed it");
  private static final Known REMOVED_WITH_VALUE = without(true, "pip has removed it");

  private static final Map<String, Known> OPTIONS =
      Map.ofEntries(
          Map.entry("-r", value(Meaning.INCLUDE)),
          Map.entry("--requirement", value(Meaning.INCLUDE)),
          Map.entry("-c", value(Meaning.CONSTRAINTS)),
          Map.entry("--constraint", value(Meaning.CONSTRAINTS)),
          Map.entry("-e", value(Meaning.EDITABLE)),
          Map.entry("--editable", value(Meaning.EDITABLE)),
          Map.entry("-i", value(Meaning.INDEX_URL)),
          Map.entry("--index-url", value(Meaning.INDEX_URL)),
          Map.entry("--pypi-url", value(Meaning.INDEX_URL)),
          Map.entry("--extra-index-url", value(Meaning.EXTRA_INDEX_URL)),
          Map.entry("--no-index", flag(Meaning.NO_INDEX)),
          Map.entry("-f", value(Meaning.FIND_LINKS)),
          Map.entry("--find-links", value(Meaning.FIND_LINKS)),
          Map.entry("--pre", flag(Meaning.PRE_RELEASES)),
          Map.entry("--no-binary", value(Meaning.NO_BINARY)),
          Map.entry("--only-binary", value(Meaning.ONLY_BINARY)),
          Map.entry("--require-hashes", flag(Meaning.REQUIRE_HASHES)),
          Map.entry(
              "--prefer-binary",
              without(false, "the newest version is taken, built from source where it must be")),
          Map.entry(
              "--trusted-host",
              without(true, "certificates are always checked; add the host's to the CA bundle")),
          Map.entry("--use-feature", without(true, "it steers pip itself")),
          Map.entry("--process-dependency-links", REMOVED),
          Map.entry("--use-wheel", REMOVED),
          Map.entry("--no-use-wheel", REMOVED),
          Map.entry("-Z", REMOVED),
          Map.entry("--always-unzip", REMOVED),
          Map.entry("--allow-all-external", REMOVED),
          Map.entry("--allow-external", REMOVED_WITH_VALUE),
          Map.entry("--allow-unverified", REMOVED_WITH_VALUE));

  private OptionLine() {}

  private static Known value(Meaning meaning) {
    return new Known(meaning, true, "");
  }

  private static Known flag(Meaning meaning) {
    return new Known(meaning, false, "");
  }

  private static Known without(boolean takesValue, String why) {
    return new Known(Meaning.WITHOUT_EFFECT, takesValue, why);
  }

  static List<Option> parse(String line) throws RequirementParser.Refused {
    // A path may hold blanks and quotation marks of its own: pip reads -e and -r lines as words
    // too,
    // but people write URLs with markers after -e.
    List<String> words = RequirementParser.words(line);
    List<Option> options = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      String name = nameOf(word);
      Known known = OPTIONS.get(name);
      if (known == null) {
        options.add(refused(word, name));
        return options;
      }
      Optional<String> inline = inline(word, name);
      if (known.takesValue() && inline.isEmpty() && i + 1 >= words.size()) {
        throw new RequirementParser.Refused("`%s` needs a value".formatted(name));
      }
      String value = known.takesValue() ? inline.orElse("") : "";
      if (known.takesValue() && inline.isEmpty()) {
        value = words.get(++i);
      }
      if (known.meaning() == Meaning.EDITABLE) {
        value = String.join(" ", prepend(value, words.subList(i + 1, words.size())));
        i = words.size();
      }
      options.add(new Option(name, known.meaning(), value, known.why()));
    }
    return options;
  }

  private static List<String> prepend(String first, List<String> rest) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(rest);
    return all;
  }

  private static Option refused(String word, String name) {
    String hint =
        word.startsWith("-")
            ? "Remove it; options of `pip install` itself do not belong into the file"
            : "One option a line, with one value";
    return new Option(name, Meaning.REFUSED, "", hint);
  }

  private static String nameOf(String word) {
    if (word.startsWith("--")) {
      int equals = word.indexOf('=');
      return equals < 0 ? word : word.substring(0, equals);
    }
    return word.length() > 2 && word.startsWith("-") ? word.substring(0, 2) : word;
  }

  private static Optional<String> inline(String word, String name) {
    if (word.length() == name.length()) {
      return Optional.empty();
    }
    String rest = word.substring(name.length());
    return Optional.of(rest.startsWith("=") ? rest.substring(1) : rest);
  }
}
