package org.repo2oci.conda.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.pypi.spec.SourceLine;

/** A {@code conda-lock.yml} (conda-lock's unified lock file, version 1; CEP 37). */
final class UnifiedLock {
  private static final Set<String> INSTALLED = Set.of("main", "dev");

  private final YamlTree.Mapping top;
  private final String path;
  private final String subdir;

  UnifiedLock(YamlTree.Mapping top, String path, String subdir) {
    this.top = top;
    this.path = path;
    this.subdir = subdir;
  }

  CondaLock read() {
    String version = top.text("version");
    if (!version.equals("1")) {
      throw YamlText.failure(
              path,
              top.entry("version").map(YamlTree.Entry::line).orElse(1),
              "its version is `%s`, and only 1 is known".formatted(version))
          .withHint("Make it again with conda-lock 1 or later");
    }
    List<YamlTree.Mapping> mine = new ArrayList<>();
    Set<String> platforms = new TreeSet<>();
    int line = top.entry("package").map(YamlTree.Entry::line).orElse(1);
    for (YamlTree item : Lists.of(top, "package", path)) {
      YamlTree.Mapping entry = Lists.mapping(item, path);
      platforms.add(entry.text("platform"));
      if (entry.text("platform").equals(subdir)) {
        mine.add(entry);
      }
    }
    if (mine.isEmpty() && !platforms.isEmpty()) {
      throw missing(new SourceLine(path, line), platforms);
    }
    LockedPackages found = new LockedPackages(path, subdir);
    mine.forEach(entry -> add(entry, found));
    return found.lock(channels());
  }

  private BuildFailure missing(SourceLine at, Set<String> platforms) {
    return BuildFailure.input(
            "Cannot use %s: it has no package for `%s`, only for `%s`"
                .formatted(at, subdir, String.join("`, `", platforms)))
        .withHint("Make it again with `conda-lock -p %s`".formatted(subdir));
  }

  private List<String> channels() {
    List<String> channels = new ArrayList<>();
    if (top.value("metadata").orElse(null) instanceof YamlTree.Mapping metadata) {
      for (YamlTree item : Lists.of(metadata, "channels", path)) {
        channels.add(
            switch (item) {
              case YamlTree.Scalar scalar -> scalar.text();
              case YamlTree.Mapping mapping -> mapping.text("url");
              case YamlTree.Sequence sequence -> throw Lists.wrong(sequence, path);
            });
      }
    }
    return channels;
  }

  private static void add(YamlTree.Mapping entry, LockedPackages found) {
    String category = entry.text("category");
    if (!category.isEmpty() && !INSTALLED.contains(category)) {
      found.note(
          "`%s` is left out: it is of the category `%s`".formatted(entry.text("name"), category));
      return;
    }
    Optional<YamlTree.Mapping> hash =
        entry.value("hash").orElse(null) instanceof YamlTree.Mapping mapping
            ? Optional.of(mapping)
            : Optional.empty();
    List<String> digests =
        hash.map(found1 -> List.of(found1.text("sha256"), found1.text("md5"))).orElse(List.of());
    String url = entry.text("url");
    int line = entry.entry("url").map(YamlTree.Entry::line).orElse(entry.line());
    switch (entry.text("manager")) {
      case "conda" ->
          found.conda(
              line,
              url,
              new ArchiveUrl.Said(
                  ArchiveUrl.Digests.of(digests),
                  Optional.empty(),
                  depends(entry),
                  List.of(),
                  List.of(),
                  0,
                  0,
                  Optional.empty(),
                  Optional.empty()));
      case "pip" -> found.pip(line, PipPin.requirement(entry.text("name"), url, digests));
      default ->
          found.problem(
              entry.line(),
              "`%s` is not a manager that is known".formatted(entry.text("manager")),
              "The managers are `conda` and `pip`");
    }
  }

  private static List<String> depends(YamlTree.Mapping entry) {
    if (!(entry.value("dependencies").orElse(null) instanceof YamlTree.Mapping dependencies)) {
      return List.of();
    }
    return dependencies.entries().stream()
        .map(one ->
            one.value() instanceof YamlTree.Scalar scalar
                ? (one.key() + " " + scalar.text()).strip()
                : one.key())
        .toList();
  }
}
