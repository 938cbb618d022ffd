package org.repo2oci.repository;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.repo2oci.failure.Spelling;

/**
 * What a remote says it has.
 *
 * @param defaultBranch what its {@code HEAD} names, without {@code refs/heads/}
 * @param names full name to object id, sorted
 */
record RemoteRefs(Optional<String> defaultBranch, Map<String, String> names) {
  private static final String HEADS = "refs/heads/";
  private static final String TAGS = "refs/tags/";
  private static final int NEAR = 3;

  /** Reads {@code git ls-remote --symref}. */
  static RemoteRefs parse(String listing) {
    Optional<String> head = Optional.empty();
    Map<String, String> names = new TreeMap<>();
    for (String line : listing.lines().toList()) {
      int tab = line.indexOf('\t');
      if (tab < 0) {
        continue;
      }
      String name = line.substring(tab + 1);
      if (line.startsWith("ref: ")) {
        String target = line.substring(5, tab);
        if (name.equals("HEAD") && target.startsWith(HEADS)) {
          head = Optional.of(target.substring(HEADS.length()));
        }
      } else if (!name.endsWith("^{}")) {
        names.put(name, line.substring(0, tab));
      }
    }
    return new RemoteRefs(head, names);
  }

  /**
   * The full name for what a user calls a ref. A branch comes before a tag of the same name, as in
   * repo2docker; {@code origin/} may stand before a branch.
   */
  Optional<String> find(String ref) {
    String bare = ref.startsWith("origin/") ? ref.substring("origin/".length()) : ref;
    return List.of(HEADS + ref, TAGS + ref, ref, HEADS + bare, "refs/" + ref).stream()
        .filter(name -> name.startsWith("refs/") && names.containsKey(name))
        .findFirst();
  }

  /** {@code sha1}, or {@code sha256} where the ids are that long. */
  String objectFormat() {
    boolean wide = names.values().stream().anyMatch(id -> id.length() == 64);
    return wide ? "sha256" : "sha1";
  }

  static Optional<String> branchOf(String fullName) {
    return fullName.startsWith(HEADS)
        ? Optional.of(fullName.substring(HEADS.length()))
        : Optional.empty();
  }

  /** Branches and tags whose names are like this one, nearest first, at most three. */
  List<String> near(String ref) {
    String wanted = ref.toLowerCase(Locale.ROOT);
    int limit = Math.max(2, wanted.length() / 3);
    return names.keySet().stream()
        .filter(name -> name.startsWith(HEADS) || name.startsWith(TAGS))
        .map(name -> name.substring(name.indexOf('/', "refs/".length()) + 1))
        .distinct()
        .map(name -> Map.entry(distance(wanted, name.toLowerCase(Locale.ROOT)), name))
        .filter(entry -> entry.getKey() <= limit)
        .sorted(
            Map.Entry.<Integer, String>comparingByKey().thenComparing(Map.Entry.comparingByValue()))
        .limit(NEAR)
        .map(Map.Entry::getValue)
        .toList();
  }

  /** A name that holds the other one is near. */
  private static int distance(String a, String b) {
    if ((a.length() > 2 && b.contains(a)) || (b.length() > 2 && a.contains(b))) {
      return 1;
    }
    return Spelling.distance(a, b);
  }
}
