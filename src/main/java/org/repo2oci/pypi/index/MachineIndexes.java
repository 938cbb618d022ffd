package org.repo2oci.pypi.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.repo2oci.fetch.Redacted;

/**
 * The machine's own pip and uv settings become one {@link IndexSettings}. Where both tools name an
 * index, uv's wins, since uv asks; what either adds is added.
 */
public final class MachineIndexes {
  private MachineIndexes() {}

  /**
   * Reads variables and files.
   *
   * @param home the user's home directory, where there is one
   * @param system the root that {@code /etc} is under
   */
  public static IndexSettings read(
      Map<String, String> environment, Optional<Path> home, Path system) {
    return merge(
        new PipConfiguration(
            pipFiles(environment, home, system).stream()
                .flatMap(file -> text(file).stream())
                .toList(),
            environment),
        new UvConfiguration(
            uvFiles(environment, home, system).stream()
                .flatMap(file ->
                    text(file).map(t -> new UvConfiguration.File(file.toString(), t)).stream())
                .toList(),
            environment),
        environment);
  }

  /** pip's files, those that it reads later last; {@code PIP_CONFIG_FILE} hides the user's. */
  static List<Path> pipFiles(Map<String, String> environment, Optional<Path> home, Path system) {
    Optional<String> own = variable(environment, "PIP_CONFIG_FILE");
    if (own.filter("/dev/null"::equals).isPresent()) {
      return List.of();
    }
    List<Path> files = new ArrayList<>();
    String directories = variable(environment, "XDG_CONFIG_DIRS").orElse("/etc/xdg");
    for (String directory : directories.split(":", -1)) {
      files.add(under(system, directory).resolve("pip/pip.conf"));
    }
    files.add(system.resolve("etc/pip.conf"));
    if (own.filter(file -> Files.exists(Path.of(file))).isEmpty()) {
      home.ifPresent(directory -> files.add(directory.resolve(".pip/pip.conf")));
      configHome(environment, home).ifPresent(dir -> files.add(dir.resolve("pip/pip.conf")));
    }
    variable(environment, "VIRTUAL_ENV").ifPresent(v -> files.add(Path.of(v, "pip.conf")));
    own.ifPresent(file -> files.add(Path.of(file)));
    return files;
  }

  /** uv's files, the one with the most weight first. */
  static List<Path> uvFiles(Map<String, String> environment, Optional<Path> home, Path system) {
    if (variable(environment, "UV_NO_CONFIG").isPresent()) {
      return List.of();
    }
    Optional<String> own = variable(environment, "UV_CONFIG_FILE");
    if (own.isPresent()) {
      return List.of(Path.of(own.get()));
    }
    List<Path> files = new ArrayList<>();
    configHome(environment, home).ifPresent(dir -> files.add(dir.resolve("uv/uv.toml")));
    String directories = variable(environment, "XDG_CONFIG_DIRS").orElse("/etc/xdg");
    for (String directory : directories.split(":", -1)) {
      files.add(under(system, directory).resolve("uv/uv.toml"));
    }
    files.add(system.resolve("etc/uv/uv.toml"));
    return files;
  }

  private static Path under(Path system, String absolute) {
    return system.resolve(absolute.replaceFirst("^/+", ""));
  }

  private static Optional<Path> configHome(Map<String, String> environment, Optional<Path> home) {
    return variable(environment, "XDG_CONFIG_HOME")
        .map(Path::of)
        .or(() -> home.map(directory -> directory.resolve(".config")));
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /** A file that is not there, or may not be read, says nothing: so it is for pip and uv. */
  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static IndexSettings merge(
      PipConfiguration pip, UvConfiguration uv, Map<String, String> environment) {
    Optional<PackageIndex> uvDefault = uv.defaultIndex();
    List<PackageIndex> extra = new ArrayList<>(uv.extraIndexes());
    for (String url : pip.list("extra-index-url")) {
      if (extra.stream().noneMatch(index -> index.url().equals(url))) {
        extra.add(new PackageIndex("extra-" + (extra.size() + 1), url));
      }
    }
    Set<String> links = new LinkedHashSet<>(uv.findLinks());
    links.addAll(pip.list("find-links"));
    List<String> warnings = new ArrayList<>();
    List<String> usable = new ArrayList<>();
    for (String link : links) {
      usableLink(link, warnings).ifPresent(usable::add);
    }
    for (String host : pip.list("trusted-host")) {
      warnings.add(
          "The pip setting `trusted-host = %s` has no effect: certificates are always checked"
              .formatted(host));
    }
    boolean uvDecides = uvDefault.isPresent() || !uv.extraIndexes().isEmpty();
    return new IndexSettings(
        uvDefault.or(() ->
            pip.value("index-url")
                .or(() -> pip.value("pypi-url"))
                .map(url -> new PackageIndex(PackageIndex.DEFAULT, url))),
        extra,
        usable,
        uv.noIndex() || (!uvDecides && pip.flag("no-index")),
        uv.strategy(),
        uv.excludeNewer(),
        pip.value("cert").map(Path::of),
        warnings);
  }

  private static Optional<String> usableLink(String link, List<String> warnings) {
    if (link.matches("(?i)https?://.*")) {
      return Optional.of(link);
    }
    Path folder = Path.of(link.replaceFirst("(?i)^file:(//)?", ""));
    if (folder.isAbsolute() && Files.isDirectory(folder)) {
      return Optional.of(folder.toString());
    }
    warnings.add(
        "The folder `%s` of the pip or uv setting `find-links` is not there"
            .formatted(Redacted.text(link)));
    return Optional.empty();
  }
}
