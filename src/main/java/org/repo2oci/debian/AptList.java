package org.repo2oci.debian;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.failure.BuildFailure;

/**
 * A list of Debian packages to install: names, each with a version if wanted, one or more a line;
 * {@code #} begins a comment. Nothing else has a meaning, so that a list can only install.
 */
public final class AptList {
  private static final Pattern WORD = Pattern.compile("([^\\s=:/]+)(?::([a-z0-9-]+))?(?:=(\\S+))?");

  private static final int LONGEST_SHOWN = 80;

  private final String file;
  private final String architecture;
  private final List<AptRequest> requests = new ArrayList<>();

  private AptList(String file, String architecture) {
    this.file = file;
    this.architecture = architecture;
  }

  /**
   * Reads a list.
   *
   * @param file its name, for failures
   * @param architecture Debian's name for the image's, the one that may be named
   * @throws BuildFailure with the line that is something else
   */
  public static List<AptRequest> parse(byte[] text, String file, String architecture) {
    AptList list = new AptList(file, architecture);
    String all = new String(text, StandardCharsets.UTF_8);
    String[] lines = (all.startsWith("\ufeff") ? all.substring(1) : all).split("\\R", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].replaceFirst("#.*", "").strip();
      for (String word : line.isEmpty() ? new String[0] : line.split("\\s+", -1)) {
        list.add(word, lines[i].strip(), i + 1);
      }
    }
    return List.copyOf(list.requests);
  }

  private void add(String word, String line, int number) {
    Matcher parts = WORD.matcher(word);
    if (!parts.matches() || !AptRequest.NAME.matcher(parts.group(1)).matches()) {
      throw refused(word, line, number);
    }
    Optional<String> version = Optional.ofNullable(parts.group(3));
    if (version.isPresent() && !AptRequest.VERSION.matcher(version.get()).matches()) {
      throw refused(word, line, number);
    }
    String wanted = Optional.ofNullable(parts.group(2)).orElse(architecture);
    if (!List.of(architecture, "all", "any").contains(wanted)) {
      throw BuildFailure.input(
              "Cannot install `%s` at line %d of `%s`: the image is for `%s`"
                  .formatted(word, number, file, architecture))
          .withHint("Packages of other architectures are not supported");
    }
    requests.add(new AptRequest(parts.group(1), version, number));
  }

  private BuildFailure refused(String word, String line, int number) {
    String shown = line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
    BuildFailure failure =
        BuildFailure.input(
                "Cannot use line %d of `%s`: `%s` is not the name of a Debian package"
                    .formatted(number, file, word))
            .withDetail(shown);
    return failure.withHint(hint(word));
  }

  private static String hint(String word) {
    if (word.startsWith("-")) {
      return "Options of apt cannot be given; list names, one a line";
    }
    if (word.contains("://") || word.endsWith(".deb")) {
      return "Only packages of the Debian release can be installed; download others in postBuild";
    }
    if (word.contains("/")) {
      return "Neither another release nor a path can be named; `name=version` asks for a version";
    }
    if (!word.equals(word.toLowerCase(java.util.Locale.ROOT))) {
      return "Names of Debian packages are in lower case";
    }
    return "List names, one a line, as `name` or `name=version`; run commands in postBuild";
  }
}
