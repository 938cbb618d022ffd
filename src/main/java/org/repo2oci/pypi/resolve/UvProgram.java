package org.repo2oci.pypi.resolve;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Download;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.fetch.Redacted;
import org.repo2oci.image.Platform;
import org.repo2oci.pypi.index.IndexSettings;
import org.repo2oci.pypi.index.IndexUrls;
import org.repo2oci.pypi.index.PackageIndex;
import org.repo2oci.pypi.index.SimplePage;
import org.repo2oci.sandbox.OwnProgram;
import org.repo2oci.sandbox.Sandbox;
import org.repo2oci.sandbox.Step;
import org.repo2oci.sandbox.StepResult;
import org.repo2oci.store.BlobWriter;
import org.repo2oci.store.DigestMismatch;
import org.repo2oci.store.Scratch;
import org.repo2oci.store.Store;
import org.repo2oci.store.StoredBlob;

/**
 * Gets the pinned uv: its wheel comes from the machine's index, is checked by digest and unpacked,
 * not installed. Where no index is named, pip in the toolbox knows one and downloads it.
 */
final class UvProgram {
  private static final String KIND = "uv";
  private static final String PIP =
      """
      for wheel in /usr/share/python-wheels/pip-*.whl; do
        [ -f "$wheel" ] && exec python3 "$wheel/pip" "$@"
      done
      exec python3 -m pip "$@"
      """;

  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Store store;
  private final Fetcher fetcher;
  private final Sandbox sandbox;
  private final Toolboxes toolboxes;
  private final UvRelease release;

  UvProgram(Store store, Fetcher fetcher, Sandbox sandbox, Toolboxes toolboxes, UvRelease release) {
    this.store = store;
    this.fetcher = fetcher;
    this.sandbox = sandbox;
    this.toolboxes = toolboxes;
    this.release = release;
  }

  /**
   * The program's file.
   *
   * @param platform of this machine
   */
  Path get(Platform platform, IndexSettings settings) throws IOException, InterruptedException {
    UvRelease.Wheel wheel = release.wheel(platform);
    Optional<Path> there = store.directory(KIND, wheel.sha256());
    if (there.isPresent()) {
      return there.get().resolve("uv");
    }
    StoredBlob blob = download(wheel, settings);
    return store
        .directory(KIND, wheel.sha256(), folder -> unpack(blob.file(), folder))
        .resolve("uv");
  }

  private void unpack(Path wheel, Path folder) throws IOException {
    try (ZipFile zip = new ZipFile(wheel.toFile())) {
      ZipEntry entry = zip.getEntry("uv-%s.data/scripts/uv".formatted(release.version()));
      if (entry == null) {
        throw new IOException("the wheel of uv %s has no program".formatted(release.version()));
      }
      Path program = folder.resolve("uv");
      try (InputStream in = zip.getInputStream(entry)) {
        Files.copy(in, program);
      }
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private StoredBlob download(UvRelease.Wheel wheel, IndexSettings settings)
      throws IOException, InterruptedException {
    Optional<StoredBlob> there = store.blob(wheel.sha256());
    if (there.isPresent()) {
      return there.get();
    }
    List<String> asked = new ArrayList<>();
    Optional<URI> found = find(wheel, settings, asked);
    if (found.isPresent()) {
      return fetcher.download(
          new Download(
              Stage.RESOLVE,
              "uv " + release.version(),
              found.get(),
              Optional.of(wheel.sha256()),
              Optional.of(wheel.size())));
    }
    if (settings.defaultIndex().isPresent() || settings.noIndex()) {
      BuildFailure failure =
          BuildFailure.environment(
              "Cannot find uv %s in the machine's package index".formatted(release.version()));
      for (String place : asked) {
        failure = failure.withDetail("`%s` has no `%s`".formatted(place, wheel.filename()));
      }
      throw failure.withHint(
          "Add `%s` to the index, or to a folder that `find-links` names"
              .formatted(wheel.filename()));
    }
    return byPip(wheel);
  }

  private Optional<URI> find(UvRelease.Wheel wheel, IndexSettings settings, List<String> asked)
      throws IOException, InterruptedException {
    for (String place : settings.findLinks()) {
      if (!place.contains("://")) {
        Path file = Path.of(place).resolve(wheel.filename());
        if (Files.isRegularFile(file)) {
          return Optional.of(file.toUri());
        }
      } else {
        Optional<URI> link = onPage(URI.create(place), wheel, asked);
        if (link.isPresent()) {
          return link;
        }
      }
    }
    for (PackageIndex index : settings.indexes()) {
      Optional<URI> link = onPage(IndexUrls.page(index, "uv"), wheel, asked);
      if (link.isPresent()) {
        return link.map(uri ->
            IndexUrls.absolute(
                IndexUrls.locked(uri.toString(), settings.indexes()), settings.indexes()));
      }
    }
    return Optional.empty();
  }

  private Optional<URI> onPage(URI page, UvRelease.Wheel wheel, List<String> asked)
      throws IOException, InterruptedException {
    asked.add(Redacted.uri(page));
    try {
      byte[] content = fetcher.get(page, Map.of("Accept", SimplePage.ACCEPT));
      return SimplePage.parse(content, page).links().stream()
          .filter(link -> link.filename().equals(wheel.filename()))
          .map(SimplePage.Link::url)
          .findFirst();
    } catch (BuildFailure absent) {
      // Another place may have it; where none has, the message names all.
      asked.add(absent.message());
      return Optional.empty();
    }
  }

  private StoredBlob byPip(UvRelease.Wheel wheel) throws IOException, InterruptedException {
    try (Scratch scratch = store.newScratch()) {
      Path folder = Files.createDirectories(scratch.directory().resolve("uv"));
      Files.writeString(
          folder.resolve("uv.txt"),
          "uv==%s --hash=%s\n".formatted(release.version(), wheel.sha256()));
      List<String> said = sandbox.runsSteps() ? download(folder, "/uv") : downloadInPlace(folder);
      Path file = folder.resolve(wheel.filename());
      if (!Files.isRegularFile(file)) {
        throw failed(said);
      }
      return stored(file, wheel);
    }
  }

  /**
   * Runs pip in the sandbox.
   *
   * @param inside where {@code folder} is there
   * @return the end of what it said
   */
  private List<String> download(Path folder, String inside)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", PIP, "pip"));
    command.addAll(arguments(inside));
    Step step =
        Step.of("download uv", toolboxes.python(), command, variables("/tmp"))
            .withNetwork()
            .withoutChanges()
            .withBinds(Map.of(), Map.of(folder, inside));
    try (StepResult result = sandbox.run(step)) {
      return result.lastLines();
    }
  }

  private List<String> downloadInPlace(Path folder) throws IOException, InterruptedException {
    DirectPython python = DirectPython.of(toolboxes);
    Optional<List<String>> command = python.pip(arguments(folder.toString()));
    if (command.isEmpty()) {
      return List.of("the toolbox `python` has no pip");
    }
    Map<String, String> environment = variables(folder.toString());
    environment.put("PIP_CONFIG_FILE", "/dev/null");
    environment.putAll(python.variables());
    return sandbox
        .run(new OwnProgram("download uv", command.get(), environment, folder, LIMIT, line -> {}))
        .lastLines();
  }

  private static List<String> arguments(String folder) {
    return List.of(
        "download",
        "--quiet",
        "--no-deps",
        "--no-cache-dir",
        "--only-binary=:all:",
        "--require-hashes",
        "--dest=" + folder,
        "--requirement=" + folder + "/uv.txt");
  }

  private static Map<String, String> variables(String home) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.put("HOME", home);
    environment.put("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    environment.put("PIP_ROOT_USER_ACTION", "ignore");
    return environment;
  }

  private BuildFailure failed(List<String> lines) {
    if (lines.stream().anyMatch(line -> line.contains("Exec format error"))) {
      return BuildFailure.environment(
              "Cannot lock the Python packages: programs of the image's platform do not run here")
          .withHint(
              "Build on such a machine, or install QEMU's emulation of it (`qemu-user-static`)");
    }
    BuildFailure failure =
        BuildFailure.environment("Cannot download uv %s".formatted(release.version()));
    for (String line : lines.subList(Math.max(0, lines.size() - 3), lines.size())) {
      failure = failure.withDetail(Redacted.text(line));
    }
    return failure.withHint(
        "uv comes from the package index; set `PIP_INDEX_URL` or `UV_DEFAULT_INDEX` to one that this"
            + " machine reaches");
  }

  private StoredBlob stored(Path file, UvRelease.Wheel wheel) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        BlobWriter out = store.newBlob()) {
      in.transferTo(out);
      return out.commit(wheel.sha256());
    } catch (DigestMismatch other) {
      throw failed(List.of(String.valueOf(other.getMessage()))).withCause(other);
    }
  }
}
