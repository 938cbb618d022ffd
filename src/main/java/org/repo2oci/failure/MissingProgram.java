package org.repo2oci.failure;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that another one could not start, as shells, env, Python and the tools of Jupyter say
 * it.
 *
 * @param name without a folder
 */
public record MissingProgram(String name) {
  private static final String PROGRAM = "([\\w+-][\\w.+-]*)";

  private static final List<Pattern> SAID =
      List.of(
          Pattern.compile("(?:^|[\\s:])" + PROGRAM + ": (?:command )?not found"),
          Pattern.compile("env: [‘'\"]?" + PROGRAM + "[’'\"]?: No such file or directory"),
          Pattern.compile("make(?:\\[\\d+])?: " + PROGRAM + ": No such file or directory"),
          Pattern.compile("command '" + PROGRAM + "' failed: No such file"),
          // Python; with a dot it is most often a file that was to be read.
          Pattern.compile("No such file or directory: '([\\w+-]+)'"),
          Pattern.compile("Could not find cmd \\(" + PROGRAM + "\\) in path"),
          Pattern.compile("`" + PROGRAM + "` unavailable\\."));

  private static final Pattern NODE = Pattern.compile("(?i)install Node\\.?js\\b");
  private static final Set<String> OF_NODE = Set.of("node", "nodejs", "npm", "npx", "jlpm");

  /** The one to tell of where lines of a program's output name some: Node.js, else the first. */
  public static Optional<MissingProgram> in(List<String> lines) {
    List<MissingProgram> all = lines.stream().flatMap(line -> in(line).stream()).toList();
    return all.stream()
        .filter(MissingProgram::isOfNode)
        .findFirst()
        .or(() -> all.stream().findFirst());
  }

  /** The one that is named in a line of a program's output. */
  public static Optional<MissingProgram> in(String line) {
    for (Pattern pattern : SAID) {
      Matcher found = pattern.matcher(line);
      if (found.find()) {
        return Optional.of(new MissingProgram(found.group(1)));
      }
    }
    return NODE.matcher(line).find() ? Optional.of(new MissingProgram("node")) : Optional.empty();
  }

  /** Whether it comes with Node.js or npm, or is nothing without them. */
  public boolean isOfNode() {
    return OF_NODE.contains(name);
  }
}
