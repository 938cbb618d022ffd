package org.repo2oci.cli.repo2docker;

import java.util.TreeSet;

/** What `--help` and `--help-all` show. */
final class HelpText {
  private static final int COLUMN = 34;

  private HelpText() {}

  static String usage(String program) {
    return "usage: %s [options] repo [cmd ...]\n".formatted(program);
  }

  static String options(String program) {
    StringBuilder text = new StringBuilder(usage(program));
    text.append("\nFetch a repository and build an image of it, without Docker\n");
    text.append("\npositional arguments:\n");
    row(text, "repo", "A folder or a git URL");
    row(text, "cmd", "A command to run in the image instead of its own");
    text.append("\noptions:\n");
    for (Option option : Option.ALL) {
      if (!option.help().isEmpty()) {
        String label = option.label().map(name -> " " + name).orElse("");
        row(text, String.join(", ", option.names()) + label, option.help());
      }
    }
    return text.toString();
  }

  static String all(String program) {
    return options(program)
        + "\nSettings of `--config`, and of the command line as `--Repo2Docker.name=value`:\n  "
        + String.join("\n  ", new TreeSet<>(Traits.KNOWN))
        + "\n";
  }

  private static void row(StringBuilder text, String left, String right) {
    text.append("  ").append(left);
    text.append(
        left.length() + 2 >= COLUMN
            ? "\n" + " ".repeat(COLUMN)
            : " ".repeat(COLUMN - left.length() - 2));
    text.append(right).append('\n');
  }
}
