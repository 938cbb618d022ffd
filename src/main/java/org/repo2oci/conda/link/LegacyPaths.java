package org.repo2oci.conda.link;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lists of archives that are older than {@code info/paths.json}: {@code info/files}, {@code
 * info/has_prefix}, {@code info/no_link} (CEP 34).
 */
final class LegacyPaths {
  private static final Pattern FIELD = Pattern.compile("\"[^\"]*\"|'[^']*'|\\S+");

  private LegacyPaths() {}

  static List<ListedPath> read(InfoFiles info, Map<String, ArchiveMember> members)
      throws IOException {
    Map<String, ListedPath.Placeholder> placeholders = new HashMap<>();
    for (String line : info.lines("has_prefix")) {
      readPlaceholder(line, placeholders);
    }
    Set<String> noLink = new HashSet<>(info.lines("no_link"));
    noLink.addAll(info.lines("no_softlink"));
    List<ListedPath> paths = new ArrayList<>();
    for (String path : info.lines("files")) {
      String type =
          switch (members.get(path)) {
            case ArchiveMember.Link _ -> ListedPath.SOFT_LINK;
            case ArchiveMember.Folder _ -> ListedPath.DIRECTORY;
            case ArchiveMember.File _ -> ListedPath.HARD_LINK;
            case null -> ListedPath.HARD_LINK;
          };
      try {
        paths.add(
            new ListedPath(
                path,
                type,
                Optional.ofNullable(placeholders.get(path)),
                noLink.contains(path),
                Optional.empty(),
                -1));
      } catch (IllegalArgumentException e) {
        throw new IOException("its path %s".formatted(e.getMessage()), e);
      }
    }
    return paths;
  }

  /** A line is a path, or a placeholder, a mode and a path; each may be in quotes. */
  private static void readPlaceholder(String line, Map<String, ListedPath.Placeholder> into)
      throws IOException {
    List<String> fields = new ArrayList<>();
    Matcher matcher = FIELD.matcher(line);
    while (matcher.find()) {
      fields.add(matcher.group().replaceAll("^[\"']+|[\"']+$", ""));
    }
    switch (fields.size()) {
      case 1 ->
          into.put(
              fields.getFirst(), ListedPath.Placeholder.of(ListedPath.Placeholder.DEFAULT, "text"));
      case 3 -> into.put(fields.get(2), ListedPath.Placeholder.of(fields.get(0), fields.get(1)));
      default -> throw new IOException("its `info/has_prefix` has a line `%s`".formatted(line));
    }
  }
}
