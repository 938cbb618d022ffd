package org.repo2oci.pypi.wheel;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * The commands that a wheel asks for (entry points specification): name to object reference.
 *
 * @param console commands of a terminal
 * @param gui programs with windows; the same on Linux
 */
public record EntryPoints(SequencedMap<String, String> console, SequencedMap<String, String> gui) {
  public EntryPoints {
    console = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(console));
    gui = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(gui));
  }

  static EntryPoints none() {
    return new EntryPoints(new LinkedHashMap<>(), new LinkedHashMap<>());
  }

  /** Reads {@code entry_points.txt}; groups other than the two of commands are passed over. */
  static EntryPoints parse(String text) {
    SequencedMap<String, String> console = new LinkedHashMap<>();
    SequencedMap<String, String> gui = new LinkedHashMap<>();
    SequencedMap<String, String> other = new LinkedHashMap<>();
    SequencedMap<String, String> group = other;
    for (String raw : text.lines().toList()) {
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("[") && line.endsWith("]")) {
        group =
            switch (line.substring(1, line.length() - 1)) {
              case "console_scripts" -> console;
              case "gui_scripts" -> gui;
              default -> other;
            };
        continue;
      }
      int equals = line.indexOf('=');
      if (equals > 0) {
        group.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
      }
    }
    return new EntryPoints(console, gui);
  }
}
