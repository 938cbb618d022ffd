package org.repo2oci.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.fetch.Download;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.image.Digest;
import org.repo2oci.pypi.index.IndexUrls;
import org.repo2oci.pypi.index.LockedUrl;
import org.repo2oci.pypi.index.PackageIndex;
import org.repo2oci.pypi.install.DirectUrl;
import org.repo2oci.pypi.resolve.BuiltWheel;
import org.repo2oci.pypi.resolve.LockedPackage;
import org.repo2oci.pypi.resolve.LockedPackage.Source;
import org.repo2oci.pypi.resolve.SdistBuilder;
import org.repo2oci.store.StoredBlob;

/** Gets the wheel of a locked package: downloaded, from the repository, or built. */
final class Wheels {
  /** What a wheel that is still to be built is taken to weigh. */
  private static final long BUILT_SIZE = 1 << 18;

  private final Fetcher fetcher;
  private final SdistBuilder builder;
  private final Consumer<LockedPackage> beforeBuild;
  private final List<PackageIndex> indexes;
  private final Path repository;
  private final String repositoryPath;

  /**
   * @param beforeBuild fails where a package cannot be built
   * @param indexes all that a locked URL may be relative to
   * @param repository root of the checkout
   * @param repositoryPath absolute folder of the repository in the image
   */
  Wheels(
      Fetcher fetcher,
      SdistBuilder builder,
      Consumer<LockedPackage> beforeBuild,
      List<PackageIndex> indexes,
      Path repository,
      String repositoryPath) {
    this.fetcher = fetcher;
    this.builder = builder;
    this.beforeBuild = beforeBuild;
    this.indexes = List.copyOf(indexes);
    this.repository = repository;
    this.repositoryPath = repositoryPath;
  }

  /**
   * A wheel that is at hand.
   *
   * @param directUrl for a project that came from no index
   */
  record Wheel(Path file, String fileName, Digest digest, Optional<DirectUrl> directUrl) {}

  /** The indexes of a lock: the machine's own of the same name where there is one. */
  static List<PackageIndex> indexes(Map<String, String> locked, List<PackageIndex> machine) {
    List<PackageIndex> all = new ArrayList<>(machine);
    locked.forEach((name, url) -> {
      if (machine.stream().noneMatch(index -> index.name().equals(name))) {
        all.add(new PackageIndex(name, url));
      }
    });
    return all;
  }

  /** Bytes of the wheel, or about that. */
  static long size(LockedPackage locked) {
    return switch (locked.source()) {
      case Source.Wheel wheel -> wheel.size();
      case Source.Sdist sdist -> sdist.size();
      case Source.File file -> file.size();
      case Source.Git _, Source.Directory _ -> BUILT_SIZE;
    };
  }

  /** What the installed files depend on, known before there is a wheel. */
  String identity(LockedPackage locked) throws IOException, InterruptedException {
    String direct = directUrl(locked).map(url -> Digest.of(url.json()).toString()).orElse("");
    return switch (locked.source()) {
      case Source.Wheel wheel -> wheel.sha256() + direct;
      case Source.File file when file.isWheel() -> file.sha256() + direct;
      case Source.Sdist _, Source.File _, Source.Git _, Source.Directory _ ->
          builder.key(locked) + direct;
    };
  }

  Wheel get(LockedPackage locked) throws IOException, InterruptedException {
    return switch (locked.source()) {
      case Source.Wheel wheel -> {
        StoredBlob blob = download(locked, wheel);
        yield new Wheel(blob.file(), wheel.filename(), blob.digest(), directUrl(locked));
      }
      case Source.File file when file.isWheel() ->
          new Wheel(
              repository.resolve(file.path()),
              IndexUrls.fileName(file.path()),
              file.sha256(),
              directUrl(locked));
      case Source.Sdist _, Source.File _, Source.Git _, Source.Directory _ -> {
        beforeBuild.accept(locked);
        BuiltWheel built = builder.build(locked);
        yield new Wheel(
            built.blob().file(), built.fileName(), built.blob().digest(), directUrl(locked));
      }
    };
  }

  private StoredBlob download(LockedPackage locked, Source.Wheel wheel)
      throws IOException, InterruptedException {
    String name = locked.name() + locked.version().map(version -> " " + version).orElse("");
    return fetcher.download(
        new Download(
            Stage.DOWNLOAD,
            name,
            IndexUrls.absolute(locked.name(), wheel.url(), indexes),
            Optional.of(wheel.sha256()),
            Optional.of(wheel.size())));
  }

  private Optional<DirectUrl> directUrl(LockedPackage locked) {
    return switch (locked.source()) {
      case Source.Wheel wheel when wheel.direct() ->
          Optional.of(archive(wheel.url(), "", wheel.sha256()));
      case Source.Sdist sdist when sdist.direct() ->
          Optional.of(archive(sdist.url(), sdist.subdirectory(), sdist.sha256()));
      case Source.Wheel _, Source.Sdist _ -> Optional.empty();
      case Source.File file ->
          Optional.of(
              new DirectUrl.Archive(
                  inRepository(file.path()), Optional.empty(), Optional.of(file.sha256())));
      case Source.Git git ->
          Optional.of(
              new DirectUrl.Vcs(
                  git.url(),
                  folder(git.subdirectory()),
                  "git",
                  git.requestedRevision(),
                  git.commit()));
      case Source.Directory directory ->
          Optional.of(
              new DirectUrl.Directory(
                  inRepository(directory.path()), Optional.empty(), directory.editable()));
    };
  }

  private DirectUrl archive(LockedUrl url, String subdirectory, Digest sha256) {
    return new DirectUrl.Archive(
        IndexUrls.withoutLogin(IndexUrls.absolute(url, indexes).toString()),
        folder(subdirectory),
        Optional.of(sha256));
  }

  private static Optional<String> folder(String subdirectory) {
    return Optional.of(subdirectory).filter(name -> !name.isEmpty());
  }

  private String inRepository(String path) {
    String url = Path.of(repositoryPath, path).toUri().toString();
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }
}
