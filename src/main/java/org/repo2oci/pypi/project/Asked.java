package org.repo2oci.pypi.project;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.pypi.spec.PackageName;
import org.repo2oci.pypi.spec.SourceLine;

/**
 * A dependency that a project names.
 *
 * @param name normal
 * @param versions specifiers; empty for any version, and for URLs
 * @param marker empty for always
 * @param text as written
 */
record Asked(SourceLine at, String name, String versions, String marker, String text) {
  private static final Pattern FORM =
      Pattern.compile(
          "\\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\\s*(?:\\[[^\\]]*])?\\s*([^;@]*)(@[^;]*)?"
              + "(?:;(.*))?",
          Pattern.DOTALL);

  /** Reads a dependency specifier (PEP 508); absent where it is none. */
  static Optional<Asked> parse(String text, SourceLine at) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new Asked(
            at,
            PackageName.normalised(form.group(1)),
            form.group(2).strip(),
            Optional.ofNullable(form.group(4)).orElse("").strip(),
            text.strip()));
  }
}
