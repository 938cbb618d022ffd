package org.repo2oci.conda.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a dependency is for the platform of images, which is always Linux: micromamba's {@code
 * sel(linux)} keys, and comments such as {@code # [win or osx]}, which conda-lock reads and conda
 * does not. A comment that holds anything but platform names is only a comment.
 */
final class PlatformSelector {
  private static final Pattern COMMENT = Pattern.compile("\\s#\\s*\\[([a-z0-9_ ()-]+)]\\s*$");
  private static final Pattern WORD = Pattern.compile("[()]|[a-z0-9_-]+");
  private static final Set<String> OURS = Set.of("linux", "unix");
  private static final Set<String> MACHINES =
      Set.of("linux64", "linux-64", "x86_64", "aarch64", "linux-aarch64", "arm64", "ppc64le");
  private static final Set<String> OTHERS =
      Set.of("win", "win32", "win64", "win-64", "osx", "osx-64", "osx-arm64", "osxarm64", "mac");

  private final List<String> words;
  private int next;

  private PlatformSelector(List<String> words) {
    this.words = words;
  }

  /** The selector in a line's comment, where it leaves the line out. */
  static Optional<String> excludes(String line) {
    Matcher comment = COMMENT.matcher(line);
    return comment.find() && allows(comment.group(1)).filter(allowed -> !allowed).isPresent()
        ? Optional.of(comment.group(1))
        : Optional.empty();
  }

  /** Whether an expression takes Linux; absent where it is none. */
  static Optional<Boolean> allows(String expression) {
    List<String> words = new ArrayList<>();
    WORD.matcher(expression.toLowerCase(Locale.ROOT)).results().forEach(w -> words.add(w.group()));
    PlatformSelector selector = new PlatformSelector(words);
    Boolean value = selector.either();
    return selector.next == words.size() ? Optional.ofNullable(value) : Optional.empty();
  }

  private @Nullable Boolean either() {
    Boolean value = both();
    while (value != null && accept("or")) {
      Boolean other = both();
      value = other == null ? null : Boolean.logicalOr(value, other);
    }
    return value;
  }

  private @Nullable Boolean both() {
    Boolean value = one();
    while (value != null && accept("and")) {
      Boolean other = one();
      value = other == null ? null : Boolean.logicalAnd(value, other);
    }
    return value;
  }

  private @Nullable Boolean one() {
    if (accept("not")) {
      Boolean value = one();
      return value == null ? null : !value;
    }
    if (accept("(")) {
      Boolean value = either();
      return accept(")") ? value : null;
    }
    if (next >= words.size()) {
      return null;
    }
    String word = words.get(next++);
    // A machine's name is taken: which one it is, the channel's records know.
    if (OURS.contains(word) || MACHINES.contains(word)) {
      return true;
    }
    return OTHERS.contains(word) ? false : null;
  }

  private boolean accept(String word) {
    if (next < words.size() && words.get(next).equals(word)) {
      next++;
      return true;
    }
    return false;
  }
}
