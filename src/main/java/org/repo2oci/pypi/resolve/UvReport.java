package org.repo2oci.pypi.resolve;

import java.util.ArrayList;
import java.util.List;
import org.repo2oci.fetch.Redacted;

/**
 * What uv said when it failed: {@code error:}, its causes, and hints.
 *
 * @param causes each with its continuation lines joined by a line end
 */
record UvReport(String headline, List<String> causes, List<String> hints, List<String> warnings) {
  private static final int INDENT = 9;

  UvReport {
    causes = List.copyOf(causes);
    hints = List.copyOf(hints);
    warnings = List.copyOf(warnings);
  }

  static UvReport parse(List<String> lines) {
    String headline = "";
    List<String> causes = new ArrayList<>();
    List<String> hints = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    boolean inCause = false;
    for (String raw : lines) {
      String line = Redacted.text(raw);
      String trimmed = line.strip();
      if (line.startsWith("error: ")) {
        headline = line.substring(7);
        inCause = false;
      } else if (line.startsWith("warning: ")) {
        warnings.add(line.substring(9));
        inCause = false;
      } else if (trimmed.startsWith("cause: ") && line.startsWith("  ")) {
        causes.add(trimmed.substring(7));
        inCause = true;
      } else if (line.startsWith("hint: ")) {
        hints.add(line.substring(6));
        inCause = false;
      } else if (inCause && (trimmed.isEmpty() || line.startsWith(" ".repeat(INDENT)))) {
        String more = trimmed.isEmpty() ? "" : line.substring(INDENT);
        causes.set(causes.size() - 1, causes.getLast() + "\n" + more);
      }
    }
    if (headline.isEmpty()) {
      headline = lines.isEmpty() ? "uv ended without a word" : Redacted.text(lines.getLast());
    }
    return new UvReport(headline, causes.stream().map(String::strip).toList(), hints, warnings);
  }

  /** Everything, for looking for names. */
  String text() {
    return headline + "\n" + String.join("\n", causes) + "\n" + String.join("\n", hints);
  }

  /** Whether a compiler, headers or git might have helped. */
  boolean wantsToolchain() {
    return headline.startsWith("Failed to build")
        || headline.startsWith("Failed to download and build")
        || text().contains("Git executable not found")
        || text().contains("The build backend returned an error")
        || text().contains("Git operation failed");
  }
}
