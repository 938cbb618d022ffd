package org.repo2oci.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.sandbox.RootLayer;

/**
 * Whom an image's command runs as (image-spec, config.md, "User": {@code user}, {@code uid}, {@code
 * user:group}, {@code uid:gid}, …); names and missing parts come from the image's own files.
 *
 * @param home empty where the image does not say
 */
record ImageUser(int uid, int gid, Optional<String> home) {
  private static final int FIELDS = 6;
  private static final int HOME_FIELD = 5;

  static ImageUser of(String user, List<RootLayer> layers) {
    String[] parts = user.isEmpty() ? new String[] {"0"} : user.split(":", 2);
    Optional<String[]> account = line(layers, "etc/passwd", parts[0]);
    Optional<String[]> group =
        parts.length == 2 ? line(layers, "etc/group", parts[1]) : Optional.empty();
    Optional<Integer> uid = number(parts[0]).or(() -> account.flatMap(row -> number(row[2])));
    Optional<Integer> gid =
        parts.length == 2
            ? number(parts[1]).or(() -> group.flatMap(row -> number(row[2])))
            : Optional.of(account.flatMap(row -> number(row[3])).orElse(0));
    if (uid.isEmpty() || gid.isEmpty()) {
      throw BuildFailure.input("Cannot launch as `%s`: the image has no such user".formatted(user))
          .withHint("Use an image whose user is a number, such as `1000`");
    }
    return new ImageUser(
        uid.get(),
        gid.get(),
        account.filter(row -> row.length >= FIELDS).map(row -> row[HOME_FIELD]));
  }

  /** The row of a name or, where no name is so, of a number. */
  private static Optional<String[]> line(List<RootLayer> layers, String file, String key) {
    List<String[]> rows = rows(layers, file);
    return rows.stream()
        .filter(row -> row[0].equals(key))
        .findFirst()
        .or(() -> rows.stream().filter(row -> row[2].equals(key)).findFirst());
  }

  private static List<String[]> rows(List<RootLayer> layers, String file) {
    for (RootLayer layer : layers.reversed()) {
      Path found = layer.directory().resolve(file);
      // A link would lead to files of this machine.
      if (Files.isRegularFile(found, LinkOption.NOFOLLOW_LINKS)
          && Files.isDirectory(found.resolveSibling(""), LinkOption.NOFOLLOW_LINKS)) {
        try (Stream<String> lines = Files.lines(found, StandardCharsets.ISO_8859_1)) {
          return lines.map(line -> line.split(":", -1)).filter(row -> row.length >= 4).toList();
        } catch (IOException e) {
          // Not ours to read: the number alone must do.
          return List.of();
        }
      }
    }
    return List.of();
  }

  private static Optional<Integer> number(String text) {
    try {
      return Optional.of(Integer.parseInt(text)).filter(number -> number >= 0);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
