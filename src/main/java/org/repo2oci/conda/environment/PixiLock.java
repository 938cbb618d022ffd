package org.repo2oci.conda.environment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.repo2oci.conda.Noarch;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.pypi.spec.SourceLine;

/** The {@code default} environment of a {@code pixi.lock} (rattler_lock, versions 4 to 7). */
final class PixiLock {
  private static final String CHOSEN = "default";
  private static final Set<String> VERSIONS = Set.of("4", "5", "6", "7");

  private final YamlTree.Mapping top;
  private final String path;
  private final String subdir;

  PixiLock(YamlTree.Mapping top, String path, String subdir) {
    this.top = top;
    this.path = path;
    this.subdir = subdir;
  }

  CondaLock read() {
    String version = top.text("version");
    if (!VERSIONS.contains(version)) {
      throw YamlText.failure(
              path,
              top.entry("version").map(YamlTree.Entry::line).orElse(1),
              "its version is `%s`, and only 4 to 7 are known".formatted(version))
          .withHint("Make it again with `pixi lock` of another pixi");
    }
    YamlTree.Mapping environment = environment();
    YamlTree.Mapping platforms = mapping(environment, "packages");
    List<YamlTree> chosen = Lists.of(platforms, platform(platforms), path);
    Map<String, YamlTree.Mapping> known = known();
    LockedPackages found = new LockedPackages(path, subdir);
    for (YamlTree item : chosen) {
      YamlTree.Mapping reference = Lists.mapping(item, path);
      String conda = reference.text("conda");
      String location = conda.isEmpty() ? reference.text("pypi") : conda;
      YamlTree.Mapping entry = known.get(location);
      if (entry == null) {
        found.problem(
            reference.line(),
            "`packages` has no `%s`".formatted(location),
            "Make it again with `pixi lock`");
      } else if (conda.isEmpty()) {
        pypi(entry, location, found);
      } else {
        found.conda(entry.line(), location, said(entry));
      }
    }
    others().ifPresent(found::note);
    return found.lock(channels(environment));
  }

  private YamlTree.Mapping environment() {
    YamlTree.Mapping environments = mapping(top, "environments");
    if (environments.entry(CHOSEN).isEmpty()) {
      throw YamlText.failure(
              path, environments.line(), "it has no environment `%s`".formatted(CHOSEN))
          .withHint("Name one of the environments `%s`".formatted(CHOSEN));
    }
    return mapping(environments, CHOSEN);
  }

  private YamlTree.Mapping mapping(YamlTree.Mapping in, String key) {
    return Lists.mapping(in.value(key).orElse(in), path);
  }

  private String platform(YamlTree.Mapping platforms) {
    if (platforms.entry(subdir).isEmpty()) {
      throw BuildFailure.input(
              "Cannot use %s: it has no package for `%s`, only for `%s`"
                  .formatted(
                      new SourceLine(path, platforms.line()),
                      subdir,
                      platforms.entries().stream()
                          .map(YamlTree.Entry::key)
                          .collect(Collectors.joining("`, `"))))
          .withHint("Add it with `pixi project platform add %s`".formatted(subdir));
    }
    return subdir;
  }

  /** Every package by its URL or path. */
  private Map<String, YamlTree.Mapping> known() {
    Map<String, YamlTree.Mapping> known = new HashMap<>();
    for (YamlTree item : Lists.of(top, "packages", path)) {
      YamlTree.Mapping entry = Lists.mapping(item, path);
      for (String key : List.of("conda", "pypi", "url", "path")) {
        String location = entry.text(key);
        if (!location.isEmpty()) {
          known.putIfAbsent(location, entry);
          break;
        }
      }
    }
    return known;
  }

  private List<String> channels(YamlTree.Mapping environment) {
    return Lists.of(environment, "channels", path).stream()
        .map(item ->
            item instanceof YamlTree.Mapping mapping
                ? mapping.text("url")
                : ((item instanceof YamlTree.Scalar scalar) ? scalar.text() : ""))
        .filter(channel -> !channel.isEmpty())
        .toList();
  }

  private Optional<String> others() {
    List<String> others =
        mapping(top, "environments").entries().stream()
            .map(YamlTree.Entry::key)
            .filter(name -> !name.equals(CHOSEN))
            .toList();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "of `%s` the environment `%s` is taken, not `%s`"
                .formatted(path, CHOSEN, String.join("`, `", others)));
  }

  private static void pypi(YamlTree.Mapping entry, String location, LockedPackages found) {
    String line = PipPin.requirement(entry.text("name"), location, List.of(entry.text("sha256")));
    boolean editable = entry.text("editable").equals("true") && line.startsWith(".");
    found.pip(entry.line(), editable ? "-e " + line : line);
  }

  private ArchiveUrl.Said said(YamlTree.Mapping entry) {
    return new ArchiveUrl.Said(
        ArchiveUrl.Digests.of(List.of(entry.text("sha256"), entry.text("md5"))),
        switch (entry.text("noarch")) {
          case "python" -> Optional.of(Noarch.PYTHON);
          case "generic" -> Optional.of(Noarch.GENERIC);
          default -> Optional.empty();
        },
        Lists.texts(entry, "depends", path),
        Lists.texts(entry, "constrains", path),
        features(entry.text("track_features")),
        number(entry.text("timestamp")),
        number(entry.text("size")),
        Optional.of(entry.text("license")).filter(text -> !text.isEmpty()),
        Optional.of(entry.text("python_site_packages_path")).filter(text -> !text.isEmpty()));
  }

  private static List<String> features(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("[\\s,]+"));
  }

  private static long number(String text) {
    return text.matches("\\d{1,15}") ? Long.parseLong(text) : 0;
  }
}
