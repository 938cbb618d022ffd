package org.repo2oci.cli.render;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the lines of a repository's files that a message names, such as {@code `requirements.txt`
 * at line 3}.
 *
 * @param root the top of the repository
 * @param folders below it where such a file may be
 */
record RepositoryLines(Path root, List<String> folders) {
  /** As many as GitHub shows of one step. */
  private static final int MOST = 10;

  private static final Pattern LITERAL = Pattern.compile("`([^`\\s]{1,300})`");
  private static final Pattern LINE = Pattern.compile("\\bline (\\d{1,7})\\b");

  /**
   * A place in the repository.
   *
   * @param file from its top
   */
  record Place(String file, OptionalInt line) {}

  RepositoryLines {
    folders = List.copyOf(folders);
  }

  /** Every place that the message names; without lines where it names a file alone. */
  List<Place> in(String message) {
    Set<Place> places = new LinkedHashSet<>();
    Optional<String> first = Optional.empty();
    for (String text : message.split("\n", -1)) {
      if (text.startsWith("hint:")) {
        break;
      }
      Optional<String> named = file(text);
      first = first.or(() -> named);
      Matcher line = LINE.matcher(text);
      while (line.find() && places.size() < MOST) {
        // Of a line without a file the one that the message began with.
        Optional<String> file = before(text, line.start()).or(() -> named);
        Optional<String> last = first;
        file.or(() -> last).ifPresent(path -> places.add(new Place(path, number(line.group(1)))));
      }
    }
    if (places.isEmpty()) {
      first.ifPresent(path -> places.add(new Place(path, OptionalInt.empty())));
    }
    return new ArrayList<>(places);
  }

  private static OptionalInt number(String digits) {
    return OptionalInt.of(Integer.parseInt(digits));
  }

  /** The nearest file that stands before a place in the text. */
  private Optional<String> before(String text, int end) {
    Optional<String> nearest = Optional.empty();
    Matcher literal = LITERAL.matcher(text.substring(0, end));
    while (literal.find()) {
      Optional<String> path = path(literal.group(1));
      nearest = path.isPresent() ? path : nearest;
    }
    return nearest;
  }

  private Optional<String> file(String text) {
    Matcher literal = LITERAL.matcher(text);
    while (literal.find()) {
      Optional<String> path = path(literal.group(1));
      if (path.isPresent()) {
        return path;
      }
    }
    return Optional.empty();
  }

  private Optional<String> path(String name) {
    for (String folder : folders) {
      try {
        Path file = root.resolve(folder).resolve(name).normalize();
        if (file.startsWith(root) && Files.isRegularFile(file)) {
          return Optional.of(root.relativize(file).toString());
        }
      } catch (InvalidPathException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}
