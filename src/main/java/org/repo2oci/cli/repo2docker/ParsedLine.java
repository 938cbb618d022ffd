package org.repo2oci.cli.repo2docker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A command line taken apart.
 *
 * @param values of each setting, in their order
 * @param command what is to be run in the image; empty for its own command
 * @param unknown words that look like options and are none of ours
 */
record ParsedLine(
    Map<String, List<String>> values,
    String repository,
    List<String> command,
    List<String> unknown) {
  ParsedLine {
    values = Map.copyOf(new LinkedHashMap<>(values));
    command = List.copyOf(command);
    unknown = List.copyOf(unknown);
  }

  boolean wantsHelp() {
    return values.containsKey(Option.HELP);
  }

  List<String> all(String setting) {
    return values.getOrDefault(setting, List.of());
  }

  /** The last one goes. */
  Optional<String> last(String setting) {
    List<String> given = all(setting);
    return given.isEmpty() ? Optional.empty() : Optional.of(given.getLast());
  }

  boolean has(String setting) {
    return last(setting).isPresent();
  }
}
