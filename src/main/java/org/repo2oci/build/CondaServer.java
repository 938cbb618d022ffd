package org.repo2oci.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.repo2oci.conda.spec.MatchSpec;
import org.repo2oci.conda.spec.SpecException;
import org.repo2oci.conda.spec.Specs;

/**
 * The server of every image as conda packages.
 *
 * @param specs that are required
 * @param preferences normal name in the Python package index to the version that is favoured
 */
record CondaServer(List<String> specs, Map<String, String> preferences) {
  private static final String FILE = "conda.in";

  CondaServer {
    specs = List.copyOf(specs);
    preferences = new TreeMap<>(preferences);
  }

  /** Reads it from the buildpack's folder. */
  static CondaServer read(Path folder, Map<String, String> preferences) throws IOException {
    List<String> specs =
        Files.readAllLines(folder.resolve(FILE)).stream()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> !line.isEmpty())
            .toList();
    return new CondaServer(specs, preferences);
  }

  /** Both names that a project may have: conda-forge keeps its own {@code _}. */
  List<MatchSpec> favoured(Specs known) {
    List<MatchSpec> favoured = new ArrayList<>();
    preferences.forEach((name, version) -> {
      for (String one : List.of(name, name.replace('-', '_')).stream().distinct().toList()) {
        try {
          favoured.add(known.spec("%s ==%s".formatted(one, version)));
        } catch (SpecException e) {
          // A version that conda cannot order is favoured by nobody.
        }
      }
    });
    return favoured;
  }
}
