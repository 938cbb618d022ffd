package org.repo2oci.conda.environment;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which Python an environment asks for.
 *
 * @param line that names {@code python}; absent where none does, and the default is favoured
 * @param minor the {@code x.y} that the line pins; absent where it gives a range or no version, and
 *     the solver decides
 */
public record PythonChoice(Optional<SpecLine> line, Optional<String> minor) {
  private static final Pattern PYTHON =
      Pattern.compile("(?:[^\\s:]+::)?python(?![a-z0-9_.-])\\s*(.*)", Pattern.DOTALL);
  private static final Pattern BRACKET_VERSION =
      Pattern.compile("\\bversion\\s*=\\s*[\"']?([^\"',\\]]*)");

  /** {@code =3.11}, {@code ==3.11.4}, {@code 3.11.*}, {@code ~=3.11.2}, with or without a build. */
  private static final Pattern PIN =
      Pattern.compile("(?:={0,2}\\s*(\\d+\\.\\d+)|~=\\s*(\\d+\\.\\d+)\\.\\d)[\\d.*]*(?:[\\s=].*)?");

  /** What these specs say together: the first pin, else the first that names it. */
  static PythonChoice of(List<SpecLine> specs) {
    Optional<PythonChoice> found = Optional.empty();
    for (SpecLine spec : specs) {
      Matcher python = PYTHON.matcher(spec.text().toLowerCase(Locale.ROOT));
      if (python.matches()) {
        PythonChoice choice = new PythonChoice(Optional.of(spec), pin(python.group(1)));
        if (choice.minor().isPresent()) {
          return choice;
        }
        found = found.or(() -> Optional.of(choice));
      }
    }
    return found.orElse(new PythonChoice(Optional.empty(), Optional.empty()));
  }

  private static Optional<String> pin(String rest) {
    Matcher bracket = BRACKET_VERSION.matcher(rest);
    String version = rest.startsWith("[") && bracket.find() ? bracket.group(1) : rest;
    Matcher pin = PIN.matcher(version.replaceFirst("\\[.*", "").strip());
    return pin.matches()
        ? Optional.ofNullable(pin.group(1)).or(() -> Optional.of(pin.group(2)))
        : Optional.empty();
  }
}
