package org.repo2oci.repository;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * What {@code .dockerignore} and {@code .containerignore} keep out of the image. The lines of both
 * count; the last pattern that matches a path, or a folder above it, decides.
 */
final class IgnoreRules {
  static final List<String> FILES = List.of(".dockerignore", ".containerignore");

  private record Rule(GlobPattern pattern, boolean exception) {}

  private final List<Rule> rules;

  private IgnoreRules(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /** The rules in this folder of the source. */
  static IgnoreRules read(SourceFolder source, String folder) {
    List<Rule> rules = new ArrayList<>();
    for (String name : FILES) {
      String path = folder.isEmpty() ? name : folder + "/" + name;
      if (source.exists(path)) {
        rules.addAll(parse(new String(source.readSmall(path), StandardCharsets.UTF_8)));
      }
    }
    return new IgnoreRules(rules);
  }

  static IgnoreRules of(String text) {
    return new IgnoreRules(parse(text));
  }

  private static List<Rule> parse(String text) {
    List<Rule> rules = new ArrayList<>();
    String withoutMark = text.startsWith("\ufeff") ? text.substring(1) : text;
    for (String line : withoutMark.lines().map(String::strip).toList()) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      boolean exception = line.startsWith("!");
      String pattern = clean(exception ? line.substring(1).strip() : line);
      if (!pattern.isEmpty()) {
        rules.add(new Rule(new GlobPattern(pattern), exception));
      }
    }
    return rules;
  }

  /** As Go's {@code filepath.Clean}, without a slash in front; {@code .} is no pattern. */
  private static String clean(String pattern) {
    Deque<String> names = new ArrayDeque<>();
    for (String name : pattern.split("/", -1)) {
      if (name.equals("..")) {
        names.pollLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.addLast(name);
      }
    }
    return String.join("/", names);
  }

  /** What is known of a path: the rules that match it or a folder above it. */
  record Verdict(BitSet matching, boolean ignored) {
    static final Verdict TOP = new Verdict(new BitSet(), false);
  }

  Verdict verdict(String path, Verdict above) {
    BitSet matching = (BitSet) above.matching().clone();
    boolean ignored = false;
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      if (matching.get(i) || rule.pattern().matches(path)) {
        matching.set(i);
        ignored = !rule.exception();
      }
    }
    return new Verdict(matching, ignored);
  }

  /** The same for a path whose folders have not been looked at. */
  boolean ignores(String path) {
    if (rules.isEmpty()) {
      return false;
    }
    Verdict verdict = Verdict.TOP;
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      verdict = verdict(path.substring(0, slash), verdict);
    }
    return verdict(path, verdict).ignored();
  }

  /** Whether an ignored folder may hold a file that is not ignored. */
  boolean hasExceptions() {
    return rules.stream().anyMatch(Rule::exception);
  }
}
