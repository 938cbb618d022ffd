package org.repo2oci.pypi.resolve;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Download;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.image.Digest;
import org.repo2oci.pypi.index.IndexGateway;
import org.repo2oci.pypi.index.IndexUrls;
import org.repo2oci.pypi.index.LockedUrl;
import org.repo2oci.pypi.index.PackageIndex;
import org.repo2oci.pypi.index.SimplePage;
import org.repo2oci.pypi.resolve.LockedPackage.Source;
import org.repo2oci.store.StoredBlob;

/**
 * Makes locked packages of what uv resolved. An archive whose index says no digest or no size is
 * downloaded for them: it is needed anyway, and a lock without them could not be planned from.
 */
final class Locking {
  private static final String FIND_LINKS = "file:///find-links/";

  private final ResolveRequest request;
  private final Workspace workspace;
  private final Optional<IndexGateway> gateway;
  private final Fetcher fetcher;
  private final Choice choice;
  private final List<PackageIndex> indexes;
  private final RequirementOrigins origins;

  Locking(
      ResolveRequest request,
      Workspace workspace,
      Optional<IndexGateway> gateway,
      Fetcher fetcher) {
    this.request = request;
    this.workspace = workspace;
    this.gateway = gateway;
    this.fetcher = fetcher;
    this.choice = new Choice(request.target(), request.user());
    this.indexes = request.indexes().indexes();
    this.origins = new RequirementOrigins(request.user(), indexes);
  }

  List<LockedPackage> lock(Pylock resolved) throws IOException, InterruptedException {
    List<Future<LockedPackage>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Pylock.Entry entry : missing(resolved)) {
        running.add(threads.submit(() -> locked(entry)));
      }
      List<LockedPackage> packages = new ArrayList<>();
      for (Future<LockedPackage> one : running) {
        packages.add(result(one));
      }
      packages.sort(java.util.Comparator.comparing(LockedPackage::name));
      return packages;
    } finally {
      running.forEach(one -> one.cancel(true));
    }
  }

  /** What is not installed already. */
  private List<Pylock.Entry> missing(Pylock resolved) {
    Set<String> installed =
        request.installed().stream()
            .map(InstalledDistribution::name)
            .collect(Collectors.toUnmodifiableSet());
    return resolved.packages().stream().filter(entry -> !installed.contains(entry.name())).toList();
  }

  private static LockedPackage result(Future<LockedPackage> one)
      throws IOException, InterruptedException {
    try {
      return one.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case BuildFailure failure -> throw failure;
        case IOException failure -> throw failure;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  private LockedPackage locked(Pylock.Entry entry) throws IOException, InterruptedException {
    Source source = source(entry);
    boolean asked =
        origins.of(new LockedPackage(entry.name(), entry.version(), false, source)).isPresent();
    return new LockedPackage(entry.name(), entry.version(), asked, source);
  }

  private Source source(Pylock.Entry entry) throws IOException, InterruptedException {
    if (entry.directory().isPresent()) {
      return directory(entry, entry.directory().get());
    }
    if (entry.vcs().isPresent()) {
      Pylock.Vcs vcs = entry.vcs().get();
      return new Source.Git(
          IndexUrls.withoutLogin(vcs.url()),
          vcs.commit(),
          vcs.requestedRevision(),
          vcs.subdirectory());
    }
    if (entry.archive().isPresent()) {
      Pylock.Archive archive = entry.archive().get();
      return archive(entry, archive.file(), archive.subdirectory(), true);
    }
    return archive(entry, choice.pick(entry), "", false);
  }

  private Source directory(Pylock.Entry entry, Pylock.Directory directory) {
    String inside = inside(directory.path());
    String withFolder =
        directory.subdirectory().isEmpty() ? inside : inside + "/" + directory.subdirectory();
    Optional<Map.Entry<String, Workspace.Checkout>> checkout = workspace.checkoutOf(withFolder);
    if (checkout.isPresent()) {
      Workspace.Checkout known = checkout.get().getValue();
      String rest = withFolder.substring(checkout.get().getKey().length());
      return new Source.Git(
          IndexUrls.withoutLogin(known.requirement().url()),
          known.commit(),
          known.requirement().revision(),
          rest.replaceFirst("^/", ""));
    }
    return new Source.Directory(inRepository(entry, withFolder), directory.editable());
  }

  private String inside(String path) {
    return Path.of(workspace.inside()).resolve(path).normalize().toString();
  }

  private String inRepository(Pylock.Entry entry, String inside) {
    String top = workspace.inside() + "/" + Workspace.REPOSITORY;
    if (inside.equals(top)) {
      return "";
    }
    if (!inside.startsWith(top + "/")) {
      throw BuildFailure.input(
              "Cannot lock `%s`: `%s` is outside the repository".formatted(entry.name(), inside))
          .withHint("Name a folder of the repository, or a URL");
    }
    return inside.substring(top.length() + 1);
  }

  private Source archive(Pylock.Entry entry, Pylock.File file, String folder, boolean direct)
      throws IOException, InterruptedException {
    String location = file.location();
    boolean local =
        !location.contains("://")
            || location.startsWith("file://%s/".formatted(workspace.inside()));
    if (local) {
      return inRepository(entry, file);
    }
    String url =
        location.startsWith(FIND_LINKS) ? hostUrl(location) : IndexGateway.original(location);
    Optional<SimplePage.Link> said = gateway.flatMap(way -> way.link(url));
    LockedUrl locked = IndexUrls.locked(url, indexes);
    Checked checked =
        checked(
            entry,
            IndexUrls.absolute(locked, indexes),
            file.sha256().or(() -> said.flatMap(SimplePage.Link::sha256)),
            file.size().or(() -> said.flatMap(SimplePage.Link::size)));
    return file.filename().endsWith(".whl")
        ? new Source.Wheel(file.filename(), locked, checked.size(), checked.sha256(), direct)
        : new Source.Sdist(
            file.filename(), locked, checked.size(), checked.sha256(), folder, direct);
  }

  private Source inRepository(Pylock.Entry entry, Pylock.File file) throws IOException {
    String path =
        file.location().contains("://")
            ? Path.of(URI.create(file.location())).toString()
            : inside(file.location());
    String relative = inRepository(entry, path);
    Path real = request.repository().resolve(relative);
    return new Source.File(relative, Files.size(real), FileDigest.of(real));
  }

  /** A folder of the machine under its real name. */
  private String hostUrl(String location) {
    return workspace.linkFolders().entrySet().stream()
        .filter(folder -> location.startsWith("file://" + folder.getValue() + "/"))
        .findFirst()
        .map(folder ->
            folder.getKey().toUri().toString().replaceFirst("/*$", "/")
                + location.substring(("file://" + folder.getValue() + "/").length()))
        .orElse(location);
  }

  private record Checked(long size, Digest sha256) {}

  private Checked checked(Pylock.Entry entry, URI url, Optional<Digest> sha256, Optional<Long> size)
      throws IOException, InterruptedException {
    Set<String> hashes = choice.hashes(entry.name());
    boolean otherAlgorithm = hashes.stream().anyMatch(hash -> !hash.startsWith("sha256:"));
    if (sha256.isPresent() && size.isPresent() && !otherAlgorithm) {
      return new Checked(size.get(), sha256.get());
    }
    String name = entry.name() + entry.version().map(version -> " " + version).orElse("");
    StoredBlob blob = fetcher.download(new Download(Stage.DOWNLOAD, name, url, sha256, size));
    if (!hashes.isEmpty() && !matches(blob, hashes)) {
      throw BuildFailure.input(
              "Cannot resolve `%s`: its archive has none of the list's hashes".formatted(name))
          .withDetail("it is " + blob.digest())
          .withHint("Correct the hashes, or the version that they belong to");
    }
    return new Checked(blob.size(), blob.digest());
  }

  private static boolean matches(StoredBlob blob, Set<String> hashes) throws IOException {
    if (hashes.contains(blob.digest().toString())) {
      return true;
    }
    for (String algorithm : List.of("SHA-384", "SHA-512")) {
      String prefix = algorithm.toLowerCase(Locale.ROOT).replace("-", "") + ":";
      if (hashes.stream().anyMatch(hash -> hash.startsWith(prefix))
          && hashes.contains(prefix + hex(algorithm, blob.file()))) {
        return true;
      }
    }
    return false;
  }

  private static String hex(String algorithm, Path file) throws IOException {
    try {
      return HexFormat.of().formatHex(FileDigest.of(file, MessageDigest.getInstance(algorithm)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
