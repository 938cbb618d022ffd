package org.repo2oci.debian;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an index says of one package. Relations stay text until they are asked for: an index has
 * tens of thousands of packages, and a closure some hundred.
 *
 * @param index the suite that it is from
 */
record DebianPackage(
    String index,
    String name,
    DebianVersion version,
    String architecture,
    boolean essential,
    Priority priority,
    String preDepends,
    String depends,
    String provides,
    String conflicts,
    String breaks,
    String path,
    long size,
    String sha256) {
  /** The fields of an index that are read. */
  static final Set<String> FIELDS =
      Set.of(
          "package",
          "version",
          "architecture",
          "essential",
          "priority",
          "pre-depends",
          "depends",
          "provides",
          "conflicts",
          "breaks",
          "filename",
          "size",
          "sha256");

  /** How much a system needs it (Debian Policy, 2.5). */
  enum Priority {
    REQUIRED,
    IMPORTANT,
    STANDARD,
    OPTIONAL;

    static Priority of(String text) {
      return switch (text) {
        case "required" -> REQUIRED;
        case "important" -> IMPORTANT;
        case "standard" -> STANDARD;
        default -> OPTIONAL;
      };
    }
  }

  static DebianPackage of(String index, Map<String, String> fields) {
    return new DebianPackage(
        index,
        required(fields, "package"),
        new DebianVersion(required(fields, "version")),
        required(fields, "architecture"),
        fields.getOrDefault("essential", "no").equals("yes"),
        Priority.of(fields.getOrDefault("priority", "")),
        fields.getOrDefault("pre-depends", ""),
        fields.getOrDefault("depends", ""),
        fields.getOrDefault("provides", ""),
        fields.getOrDefault("conflicts", ""),
        fields.getOrDefault("breaks", ""),
        required(fields, "filename"),
        Long.parseLong(required(fields, "size")),
        required(fields, "sha256"));
  }

  private static String required(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("a package has no field `%s`".formatted(name));
    }
    return value;
  }

  /** What it needs to run, in its own order. */
  List<Dependency> dependencies() {
    List<Dependency> all = new ArrayList<>(Dependency.parseAll(preDepends));
    all.addAll(Dependency.parseAll(depends));
    return all;
  }

  /** What must not be there with it. */
  List<Dependency> enemies() {
    List<Dependency> all = new ArrayList<>(Dependency.parseAll(conflicts));
    all.addAll(Dependency.parseAll(breaks));
    return all;
  }

  /** Whether it is this very alternative, by its own name. */
  boolean is(Dependency.Alternative wanted) {
    return name.equals(wanted.name())
        && wanted.bound().map(bound -> bound.allows(version)).orElse(true);
  }

  /** Whether it provides this alternative; a bound needs a versioned {@code Provides}. */
  boolean provides(Dependency.Alternative wanted) {
    if (!provides.contains(wanted.name())) {
      return false;
    }
    return Dependency.parseAll(provides).stream()
        .flatMap(dependency -> dependency.alternatives().stream())
        .filter(provided -> provided.name().equals(wanted.name()))
        .anyMatch(provided ->
            wanted.bound().isEmpty()
                || provided
                    .bound()
                    .map(own -> wanted.bound().get().allows(own.version()))
                    .orElse(false));
  }

  @Override
  public String toString() {
    return name + " " + version;
  }
}
