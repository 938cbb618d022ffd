package org.repo2oci.cran.spec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.cran.RVersion;

/**
 * A {@code DESCRIPTION}.
 *
 * @param path for messages
 * @param name of the package; empty where it has none
 * @param needs what must be there for the package to be installed
 * @param remotes places other than a repository that packages come from, as written
 */
public record DescriptionFile(
    String path, String name, List<RDependency> needs, List<String> remotes) {
  private static final List<String> HARD = List.of("Depends", "Imports", "LinkingTo");

  public DescriptionFile {
    needs = List.copyOf(needs);
    remotes = List.copyOf(remotes);
  }

  /** Reads one. */
  public static DescriptionFile parse(byte[] content, String path) {
    Map<String, String> fields = Fields.first(new String(content, StandardCharsets.UTF_8));
    return new DescriptionFile(
        path,
        fields.getOrDefault("Package", ""),
        needs(fields),
        list(fields.getOrDefault("Remotes", "")));
  }

  /** The version that one says. */
  public static Optional<RVersion> version(byte[] content) {
    return Optional.ofNullable(
            Fields.first(new String(content, StandardCharsets.UTF_8)).get("Version"))
        .map(String::strip)
        .filter(RVersion::is)
        .map(RVersion::new);
  }

  /** What a record says must be there. */
  public static List<RDependency> needs(Map<String, String> fields) {
    List<RDependency> all = new ArrayList<>();
    HARD.forEach(field -> all.addAll(RDependency.list(fields.getOrDefault(field, ""))));
    return all;
  }

  private static List<String> list(String field) {
    return java.util.Arrays.stream(field.split(",", -1))
        .map(String::strip)
        .filter(one -> !one.isEmpty())
        .toList();
  }
}
