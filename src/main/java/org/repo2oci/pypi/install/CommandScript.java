package org.repo2oci.pypi.install;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of commands that entry points ask for, with the text that pip gives them. */
final class CommandScript {
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?<module>\\w+(\\.\\w+)*)\\s*:\\s*(?<function>(?<first>\\w+)(\\.\\w+)*)\\s*(\\[.*])?",
          Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern VERSIONED_PIP = Pattern.compile("pip(\\d+(\\.\\d+)?)?");

  private CommandScript() {}

  /** The script of one entry point; empty where the reference names no function of a module. */
  static Optional<byte[]> of(Prefix prefix, String reference) {
    Matcher matcher = REFERENCE.matcher(reference);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String strip =
        prefix.python().atLeast(3, 9)
            ? "sys.argv[0].removesuffix('.exe')"
            : "re.sub(r'(-script\\.pyw|\\.exe)?$', '', sys.argv[0])";
    String text =
        Shebang.of(prefix.interpreter())
            + (prefix.python().atLeast(3, 9) ? "" : "# -*- coding: utf-8 -*-\nimport re\n")
            + "import sys\n"
            + "from %s import %s\n".formatted(matcher.group("module"), matcher.group("first"))
            + "if __name__ == '__main__':\n"
            + "    sys.argv[0] = %s\n".formatted(strip)
            + "    sys.exit(%s())\n".formatted(matcher.group("function"));
    return Optional.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The commands as they are installed. pip's wheel is the same for every Python, so its versioned
   * commands are replaced by those of the Python that it is installed for.
   */
  static SequencedMap<String, String> forPython(Map<String, String> commands, PythonMinor python) {
    SequencedMap<String, String> installed = new LinkedHashMap<>();
    String pip = commands.get("pip");
    if (pip != null) {
      installed.put("pip", pip);
      installed.put("pip" + python.major(), pip);
      installed.put("pip" + python, pip);
    }
    commands.forEach((name, reference) -> {
      if (pip == null || !VERSIONED_PIP.matcher(name).matches()) {
        installed.put(name, reference);
      }
    });
    return installed;
  }
}
