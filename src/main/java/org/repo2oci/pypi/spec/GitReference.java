package org.repo2oci.pypi.spec;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Git requirement's URL taken apart: {@code
 * https://host/repo.git@revision#egg=name&subdirectory=x} (pip, "VCS Support").
 */
record GitReference(String url, Optional<String> revision, Map<String, String> fragment) {
  /** Transports that reach another machine; a local path would read the host's files. */
  private static final Pattern ALLOWED = Pattern.compile("(?:https?|ssh|git)://[^-].*");

  private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./+-]*");

  static GitReference parse(String text) throws RequirementParser.Refused {
    Map<String, String> fragment = RequirementParser.fragment(text);
    String url = text.replaceFirst("#.*", "");
    if (!ALLOWED.matcher(url.toLowerCase(Locale.ROOT)).matches()) {
      throw new RequirementParser.Refused(
          "`git+%s` is not a Git repository that can be read".formatted(url),
          "Write `git+https://host/owner/repository` or `git+ssh://git@host/owner/repository`");
    }
    int pathStart = url.indexOf('/', url.indexOf("://") + 3);
    int at = url.lastIndexOf('@');
    if (pathStart < 0 || at < pathStart) {
      return new GitReference(url, Optional.empty(), fragment);
    }
    String revision = url.substring(at + 1);
    if (!REVISION.matcher(revision).matches() || revision.contains("..")) {
      throw new RequirementParser.Refused("`%s` is not a Git revision".formatted(revision));
    }
    return new GitReference(url.substring(0, at), Optional.of(revision), fragment);
  }

  Requirement requirement(
      SourceLine origin,
      Optional<String> name,
      String extras,
      boolean editable,
      String marker,
      Requirement.Options options)
      throws RequirementParser.Refused {
    String subdirectory = Optional.ofNullable(fragment.get("subdirectory")).orElse("");
    for (String part : subdirectory.split("/", -1)) {
      if (part.equals("..")) {
        throw new RequirementParser.Refused(
            "the subdirectory `%s` leaves the Git repository".formatted(subdirectory));
      }
    }
    String egg = Optional.ofNullable(fragment.get("egg")).orElse("");
    int bracket = egg.indexOf('[');
    return new Requirement.Git(
        origin,
        name.or(() -> RequirementParser.eggName(fragment)),
        extras.isEmpty() && bracket > 0 ? egg.substring(bracket) : extras,
        url,
        revision,
        subdirectory.replaceAll("^/+|/+$", ""),
        editable,
        marker,
        options);
  }
}
