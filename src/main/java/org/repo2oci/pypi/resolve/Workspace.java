package org.repo2oci.pypi.resolve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.repo2oci.pypi.index.IndexGateway;
import org.repo2oci.pypi.index.IndexSettings;
import org.repo2oci.pypi.index.PackageIndex;
import org.repo2oci.pypi.spec.Requirement;
import org.repo2oci.pypi.spec.Requirements;
import org.repo2oci.pypi.spec.SourceLine;

/**
 * The folder of one run of uv, which in the sandbox is {@value #INSIDE}: the requirements in our
 * own words, one a line, so that what uv says of a line leads back to the line that the user wrote.
 */
final class Workspace {
  static final String INSIDE = "/work";
  static final String USER = "requirements.txt";
  static final String CONSTRAINTS = "constraints.txt";
  static final String SERVER = "server.txt";
  static final String EXCLUDES = "excludes.txt";
  static final String SETTINGS = "uv.toml";
  static final String RESULT = "pylock.toml";
  static final String REPOSITORY = "repository";
  static final String INSTALLED = "installed";

  private final Path folder;
  private final String inside;
  private final Map<String, List<SourceLine>> origins = new HashMap<>();
  private final Map<String, Checkout> checkouts = new LinkedHashMap<>();
  private final Map<Path, String> linkFolders = new LinkedHashMap<>();

  private Workspace(Path folder, String inside) {
    this.folder = folder;
    this.inside = inside;
  }

  /** For a run in the sandbox. */
  static Workspace inSandbox(Path folder) {
    return new Workspace(folder, INSIDE);
  }

  /** For a run without one: uv sees everything where it is. */
  static Workspace inPlace(Path folder) {
    return new Workspace(folder, folder.toAbsolutePath().toString());
  }

  /** A revision of a Git repository that lies in this folder. */
  record Checkout(Requirement.Git requirement, String commit) {}

  Path folder() {
    return folder;
  }

  /** Where uv sees {@link #folder()}. */
  String inside() {
    return inside;
  }

  /** Folders of the machine to be bound, and where. */
  Map<Path, String> linkFolders() {
    return linkFolders;
  }

  /** Where the copy of the repository is to be made. */
  Path repository() {
    return folder.resolve(REPOSITORY);
  }

  /** Where a checkout is to be made; it is known from then on by the path inside. */
  Path checkout(int number) {
    return folder.resolve("git").resolve(Integer.toString(number));
  }

  void add(int number, Checkout checkout) {
    checkouts.put(inside + "/git/" + number, checkout);
  }

  /** The checkout that a path inside is in. */
  Optional<Map.Entry<String, Checkout>> checkoutOf(String path) {
    return checkouts.entrySet().stream()
        .filter(known -> path.equals(known.getKey()) || path.startsWith(known.getKey() + "/"))
        .findFirst();
  }

  void writeRequirements(Requirements user, ServerSet server) throws IOException {
    write(USER, user.requirements());
    write(CONSTRAINTS, user.constraints());
    Files.write(folder.resolve(SERVER), server.requirements());
    Files.write(
        folder.resolve(EXCLUDES),
        server.exclusions().stream()
            .filter(exclusion -> !exclusion.isWanted(user))
            .map(ServerSet.Exclusion::name)
            .toList());
  }

  /** Pins what is there already, by an address that no index has. */
  void writeInstalled(List<InstalledDistribution> installed) throws IOException {
    Path wheels = Files.createDirectories(folder.resolve(INSTALLED));
    List<String> lines = new ArrayList<>();
    for (InstalledDistribution one : installed) {
      Files.write(wheels.resolve(one.wheelName()), one.wheel());
      lines.add("%s @ file://%s/%s/%s".formatted(one.name(), inside, INSTALLED, one.wheelName()));
    }
    Files.write(folder.resolve(INSTALLED + ".txt"), lines);
  }

  private void write(String file, List<Requirement> requirements) throws IOException {
    List<String> lines = new ArrayList<>();
    List<SourceLine> from = new ArrayList<>();
    for (Requirement requirement : requirements) {
      lines.add(line(requirement));
      from.add(requirement.origin());
    }
    Files.write(folder.resolve(file), lines);
    origins.put(file, from);
  }

  /** Where the user wrote what stands in a line of a file here, counted from 1. */
  Optional<SourceLine> origin(String file, int line) {
    List<SourceLine> lines = origins.getOrDefault(file, List.of());
    return line >= 1 && line <= lines.size() ? Optional.of(lines.get(line - 1)) : Optional.empty();
  }

  /** The same for a character of the file, counted from 0. */
  Optional<SourceLine> originAt(String file, int position) throws IOException {
    Path path = folder.resolve(file).normalize();
    if (!path.startsWith(folder) || !Files.isRegularFile(path)) {
      return Optional.empty();
    }
    String text = Files.readString(path);
    int end = Math.min(position, text.length());
    return origin(file, 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count());
  }

  private String line(Requirement requirement) {
    String marker = requirement.marker().isEmpty() ? "" : " ; " + requirement.marker();
    return switch (requirement) {
      case Requirement.FromIndex named ->
          named.plainName() + named.extras() + named.versions() + marker;
      case Requirement.Archive archive ->
          archive.name().map(name -> name + archive.extras() + " @ ").orElse("")
              + archive.url()
              + marker;
      case Requirement.Git git -> located(git, false, inside(git), marker);
      case Requirement.Local local ->
          located(
              local,
              local.editable(),
              inside + "/" + REPOSITORY + (local.path().isEmpty() ? "" : "/" + local.path()),
              marker);
    };
  }

  private String inside(Requirement.Git git) {
    String top =
        checkouts.entrySet().stream()
            .filter(known -> known.getValue().requirement().equals(git))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    return git.subdirectory().isEmpty() ? top : top + "/" + git.subdirectory();
  }

  private static String located(
      Requirement requirement, boolean editable, String inside, String marker) {
    String url = Path.of(inside).toUri().toString().replaceFirst("/$", "");
    if (editable) {
      return "-e " + url + requirement.extras() + marker;
    }
    return requirement
            .name()
            .map(name -> name + requirement.extras() + " @ " + url)
            .orElse(url + requirement.extras())
        + marker;
  }

  /**
   * Versions that uv takes unless something speaks against them: it reads them as an old result.
   */
  void writePreferences(SortedMap<String, String> preferences) throws IOException {
    if (preferences.isEmpty()) {
      // Such a file without a package is none (PEP 751).
      Files.deleteIfExists(folder.resolve(RESULT));
      return;
    }
    StringBuilder toml = new StringBuilder("lock-version = \"1.0\"\ncreated-by = \"repo2oci\"\n");
    new TreeMap<>(preferences)
        .forEach((name, version) ->
            toml.append(
                "[[packages]]\nname = %s\nversion = %s\n"
                    .formatted(quoted(name), quoted(version))));
    Files.writeString(folder.resolve(RESULT), toml);
  }

  /** uv's settings; no login is in them. */
  void writeSettings(IndexSettings settings, Optional<IndexGateway> gateway) throws IOException {
    StringBuilder toml = new StringBuilder();
    toml.append("index-strategy = ")
        .append(quoted(settings.strategy().orElse("unsafe-best-match")))
        .append('\n');
    settings
        .excludeNewer()
        .ifPresent(time -> toml.append("exclude-newer = ").append(quoted(time)).append('\n'));
    toml.append("no-index = ").append(settings.noIndex()).append('\n');
    List<String> links = new ArrayList<>();
    for (String place : settings.findLinks()) {
      links.add(quoted(linksInside(place, gateway)));
    }
    toml.append("find-links = [").append(String.join(", ", links)).append("]\n");
    for (PackageIndex index : settings.indexes()) {
      toml.append("[[index]]\nurl = ").append(quoted(url(index, gateway))).append('\n');
      toml.append("default = ")
          .append(settings.defaultIndex().filter(index::equals).isPresent())
          .append('\n');
    }
    Files.writeString(folder.resolve(SETTINGS), toml);
  }

  private static String url(PackageIndex index, Optional<IndexGateway> gateway) {
    return gateway.map(way -> way.url(index)).orElseThrow();
  }

  private String linksInside(String place, Optional<IndexGateway> gateway) {
    if (place.contains("://")) {
      return gateway.map(way -> way.links(place)).orElseThrow();
    }
    if (!place.startsWith("/")) {
      return inside + "/" + REPOSITORY + "/" + place;
    }
    if (!inside.equals(INSIDE)) {
      return place;
    }
    return linkFolders.computeIfAbsent(
        Path.of(place), absent -> "/find-links/" + linkFolders.size());
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.chars()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            quoted.append('\\').append((char) c);
          } else if (c < 0x20 || c == 0x7f) {
            quoted.append("\\u%04x".formatted(c));
          } else {
            quoted.append((char) c);
          }
        });
    return quoted.append('"').toString();
  }
}
