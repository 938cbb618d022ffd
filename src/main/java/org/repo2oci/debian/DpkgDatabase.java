package org.repo2oci.debian;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;

/** What dpkg and apt would have written down, had they unpacked the packages. */
final class DpkgDatabase {
  private static final String DPKG = "var/lib/dpkg/";
  private static final Pattern TRIGGER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]*");

  private final List<UnpackedDeb> packages;
  private final Attributes attributes;
  private final FileTree.Builder tree = FileTree.builder();

  private DpkgDatabase(List<UnpackedDeb> packages, long mtime) {
    this.packages =
        packages.stream()
            .sorted(Comparator.comparing((UnpackedDeb deb) -> deb.locked().name()))
            .toList();
    this.attributes = new Attributes(0644, 0, 0, mtime);
  }

  /**
   * The state in which {@code dpkg --configure -a} finds everything to do.
   *
   * @param requested packages that apt shall not call automatically installed
   * @param mtime of the files; seconds since the epoch
   */
  static FileTree unpacked(List<UnpackedDeb> packages, Set<String> requested, long mtime) {
    DpkgDatabase database = new DpkgDatabase(packages, mtime);
    database.putStatus();
    database.putTriggers();
    database.putExtendedStates(requested);
    database.put(DPKG + "info/format", "1\n");
    return database.tree.addMissingParents(database.attributes.withMode(0755)).build();
  }

  private void putStatus() {
    StringBuilder status = new StringBuilder();
    packages.forEach(deb -> status.append(deb.status()));
    put(DPKG + "status", status.toString());
  }

  /** Who wants to hear of what (deb-triggers(5)); dpkg keeps files in one list, names in files. */
  private void putTriggers() {
    StringBuilder files = new StringBuilder();
    SortedMap<String, StringBuilder> names = new TreeMap<>();
    for (UnpackedDeb deb : packages) {
      for (String line : deb.triggers()) {
        String[] words = line.replaceFirst("#.*", "").strip().split("\\s+", -1);
        if (words.length == 2 && words[0].startsWith("interest")) {
          String listener =
              deb.infoName() + (words[0].equals("interest-noawait") ? "/noawait" : "") + "\n";
          if (words[1].startsWith("/")) {
            files.append(words[1]).append(' ').append(listener);
          } else if (TRIGGER.matcher(words[1]).matches()) {
            names.computeIfAbsent(words[1], name -> new StringBuilder()).append(listener);
          }
        }
      }
    }
    put(DPKG + "triggers/File", files.toString());
    put(DPKG + "triggers/Unincorp", "");
    names.forEach((name, listeners) -> put(DPKG + "triggers/" + name, listeners.toString()));
  }

  private void putExtendedStates(Set<String> requested) {
    StringBuilder states = new StringBuilder();
    for (UnpackedDeb deb : packages) {
      if (!requested.contains(deb.locked().name())) {
        states.append(
            "Package: %s\nArchitecture: %s\nAuto-Installed: 1\n\n"
                .formatted(deb.locked().name(), architecture(deb)));
      }
    }
    put("var/lib/apt/extended_states", states.toString());
  }

  /** apt files packages for all architectures under the native one. */
  private String architecture(UnpackedDeb deb) {
    String own = deb.locked().architecture();
    if (!own.equals("all")) {
      return own;
    }
    return packages.stream()
        .map(other -> other.locked().architecture())
        .filter(other -> !other.equals("all"))
        .findFirst()
        .orElse("all");
  }

  private void put(String path, String text) {
    tree.put(
        path, new Node.RegularFile(attributes, Content.of(text.getBytes(StandardCharsets.UTF_8))));
  }
}
