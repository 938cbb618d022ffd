package org.repo2oci.conda.link;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What a package installs, by name only; enough to see which packages meet, without their archives.
 *
 * @param name of the package
 */
public record PackagePaths(String name, List<Entry> entries) {
  private static final String ACTIVATE = "etc/conda/activate.d/";
  private static final String DEACTIVATE = "etc/conda/deactivate.d/";

  public PackagePaths {
    entries = List.copyOf(entries);
  }

  /**
   * Of a package that has no path in common with any other: what it has is told by fewer paths,
   * where a folder stands for all that is in it.
   */
  public static PackagePaths apart(String name, Collection<String> paths) {
    return new PackagePaths(name, paths.stream().map(path -> new Entry(Kind.FILE, path)).toList());
  }

  /** How a path comes to be. */
  public enum Kind {
    FILE('f'),
    LINK('l'),
    FOLDER('d'),
    /** By the installer, after all files: bytecode and commands. */
    GENERATED('g');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    char letter() {
      return letter;
    }
  }

  /**
   * One path.
   *
   * @param path below the prefix
   */
  public record Entry(Kind kind, String path) {}

  /** The script that conda runs when the package is linked: {@code bin/.<name>-post-link.sh}. */
  public Optional<String> postLink() {
    return script("post-link");
  }

  /**
   * The script that conda would run before it links, in its cache of packages. There is none here,
   * and conda calls these scripts deprecated: it is installed and not run.
   */
  public Optional<String> preLink() {
    return script("pre-link");
  }

  private Optional<String> script(String action) {
    String path = "bin/.%s-%s.sh".formatted(name, action);
    return has(path) ? Optional.of(path) : Optional.empty();
  }

  private boolean has(String path) {
    return entries.stream().anyMatch(entry -> entry.path().equals(path));
  }

  /** The scripts that a shell reads when the environment is activated, in their order. */
  public List<String> activation() {
    return scripts(ACTIVATE);
  }

  /** The scripts for leaving the environment, in the order of activation. */
  public List<String> deactivation() {
    return scripts(DEACTIVATE);
  }

  private List<String> scripts(String folder) {
    return entries.stream()
        .map(Entry::path)
        .filter(path -> path.startsWith(folder) && path.endsWith(".sh"))
        .sorted()
        .toList();
  }
}
