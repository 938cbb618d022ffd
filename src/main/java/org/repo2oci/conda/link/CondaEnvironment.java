package org.repo2oci.conda.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;

/** The files that make a folder a conda environment, whatever packages are in it. */
public final class CondaEnvironment {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final JsonMapper JSON = new JsonMapper();

  private CondaEnvironment() {}

  /**
   * The prefix with {@code conda-meta/history}, which names the packages and what was asked for,
   * and, where there are variables, {@code conda-meta/state}.
   *
   * @param created when the packages were locked; the history's date
   * @param variables which conda sets when the environment is activated
   */
  public static FileTree tree(
      CondaPrefix prefix,
      Collection<LockedConda> packages,
      Instant created,
      Map<String, String> variables) {
    FileTree.Builder tree = FileTree.builder();
    tree.put(prefix.path().substring(1), new Node.Directory(prefix.folder()));
    tree.put(prefix.inTree("conda-meta"), new Node.Directory(prefix.folder()));
    put(tree, prefix, "conda-meta/history", created, history(packages, created));
    if (!variables.isEmpty()) {
      put(tree, prefix, "conda-meta/state", created, state(variables));
    }
    return tree.build();
  }

  private static void put(
      FileTree.Builder tree, CondaPrefix prefix, String path, Instant created, String text) {
    tree.put(
        prefix.inTree(path),
        new Node.RegularFile(
            prefix.file(CondaPrefix.PLAIN, created.getEpochSecond()),
            Content.of(text.getBytes(StandardCharsets.UTF_8))));
  }

  private static String history(Collection<LockedConda> packages, Instant created) {
    StringBuilder text = new StringBuilder();
    text.append("==> ").append(TIME.format(created)).append(" <==\n");
    text.append("# cmd: repo2oci build\n");
    packages.stream().map(CondaEnvironment::line).sorted().forEach(text::append);
    List<String> requested =
        packages.stream()
            .map(LockedConda::requested)
            .flatMap(specs -> specs(specs).stream())
            .sorted()
            .distinct()
            .toList();
    if (!requested.isEmpty()) {
      text.append(
          requested.stream()
              .map(CondaEnvironment::quoted)
              .collect(Collectors.joining(", ", "# update specs: [", "]\n")));
    }
    return text.toString();
  }

  private static String line(LockedConda locked) {
    return "+%s/%s::%s\n"
        .formatted(
            locked.channel().replaceFirst("/+$", ""),
            locked.record().subdir(),
            CondaMeta.stem(locked.record()));
  }

  /** Apart at commas, except those inside of a spec such as {@code numpy >=1.20,<2}. */
  static List<String> specs(String requested) {
    List<String> specs = new ArrayList<>();
    for (String part : requested.split(",", -1)) {
      String spec = part.strip();
      boolean version = !spec.isEmpty() && !spec.matches("[A-Za-z_].*");
      boolean further = !specs.isEmpty() && (version || inBrackets(specs));
      if (further) {
        specs.add(specs.removeLast() + "," + spec);
      } else if (!spec.isEmpty()) {
        specs.add(spec);
      }
    }
    return specs;
  }

  private static boolean inBrackets(List<String> specs) {
    return !specs.isEmpty() && specs.getLast().lastIndexOf('[') > specs.getLast().lastIndexOf(']');
  }

  /** As Python writes a string. */
  private static String quoted(String spec) {
    return "'" + spec.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private static String state(Map<String, String> variables) {
    try {
      return JSON.writeValueAsString(Map.of("env_vars", new TreeMap<>(variables)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
