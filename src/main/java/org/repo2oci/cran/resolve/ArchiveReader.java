package org.repo2oci.cran.resolve;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.repo2oci.cran.LockedR;
import org.repo2oci.cran.RVersion;
import org.repo2oci.cran.index.OfferedR;
import org.repo2oci.cran.install.RArchive;
import org.repo2oci.cran.spec.DescriptionFile;
import org.repo2oci.cran.spec.RDependency;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Download;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.image.Digest;
import org.repo2oci.image.Platform;
import org.repo2oci.store.Store;
import org.repo2oci.store.StoredBlob;

/**
 * Downloads archives and sees what they are. An index has no digest that counts, and the same URL
 * has a source for one R and a built package for another: only the archive itself tells.
 */
public final class ArchiveReader {
  private static final String KIND = "r-archive";
  private static final int DOWNLOADS = 12;

  private final Store store;
  private final Fetcher fetcher;
  private final RVersion r;
  private final Platform platform;
  private final List<LockedR> earlier;
  private final Semaphore downloads = new Semaphore(DOWNLOADS);

  /**
   * @param r of the image
   * @param platform of the image
   * @param earlier packages of a lock for the same R and platform: their archives are known
   */
  public ArchiveReader(
      Store store, Fetcher fetcher, RVersion r, Platform platform, List<LockedR> earlier) {
    this.earlier = List.copyOf(earlier);
    this.store = store;
    this.fetcher = fetcher;
    this.r = r;
    this.platform = platform;
  }

  /**
   * An archive that is wanted.
   *
   * @param places where it may be, the likeliest first
   * @param identity of this very archive, where the index tells
   * @param origin that asks for it, where that is needed for a failure
   * @param needs what it depends on, where the index tells
   */
  record Asked(
      String name,
      RVersion version,
      List<URI> places,
      String identity,
      boolean requested,
      String origin,
      List<RDependency> needs) {
    Asked(OfferedR offer, boolean requested) {
      this(
          offer.name(),
          offer.version(),
          List.of(offer.archive()),
          offer.identity(),
          requested,
          "",
          offer.needs());
    }

    Asked(String name, RVersion version, List<URI> places, String origin) {
      this(name, version, places, "", true, origin, List.of());
    }
  }

  /** As an R of the image's kind asks; some repositories give built packages to such alone. */
  public static Map<String, String> headers(RVersion r, Platform platform) {
    String machine = machine(platform);
    return Map.of(
        "User-Agent",
        "R/%1$s R (%1$s %2$s-pc-linux-gnu %2$s linux-gnu)".formatted(r.text(), machine));
  }

  private static String machine(Platform platform) {
    return platform.equals(Platform.LINUX_ARM64) ? "aarch64" : "x86_64";
  }

  /** What was asked for, locked; in any order. */
  List<LockedR> read(List<Asked> asked) throws IOException, InterruptedException {
    Set<String> names = asked.stream().map(Asked::name).collect(Collectors.toSet());
    List<LockedR> all = new ArrayList<>();
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    try {
      List<Future<LockedR>> running = new ArrayList<>();
      for (Asked one : asked) {
        running.add(executor.submit(() -> read(one, names)));
      }
      for (Future<LockedR> future : running) {
        all.add(future.get());
      }
    } catch (ExecutionException e) {
      throw unwrapped(e);
    } finally {
      executor.shutdownNow();
      executor.close();
    }
    return all;
  }

  private static IOException unwrapped(ExecutionException e) throws InterruptedException {
    return switch (e.getCause()) {
      case BuildFailure failure -> throw failure;
      case InterruptedException interrupted -> throw interrupted;
      case IOException failure -> failure;
      case RuntimeException bug -> throw bug;
      case Error error -> throw error;
      case null, default -> new IOException(e.getCause());
    };
  }

  private LockedR read(Asked asked, Set<String> names) throws IOException, InterruptedException {
    Digest key =
        Digest.of(
            String.join(
                    "\n",
                    asked.places().toString(),
                    asked.identity(),
                    r.text(),
                    platform.toString())
                .getBytes(StandardCharsets.UTF_8));
    Optional<String[]> known =
        asked.identity().isBlank()
            ? Optional.empty()
            : store
                .record(KIND, key)
                .map(value -> new String(value, StandardCharsets.UTF_8).split("\n", -1))
                .filter(parts -> parts.length == 5);
    if (known.isPresent()) {
      String[] parts = known.get();
      return locked(
          asked,
          parts[0],
          Digest.parse(parts[1]),
          Long.parseLong(parts[2]),
          Boolean.parseBoolean(parts[3]),
          RDependency.list(parts[4]),
          names);
    }
    Optional<LockedR> same = earlier.stream().filter(one -> isThat(asked, one)).findFirst();
    if (same.isPresent()) {
      LockedR one = same.get();
      return locked(asked, one.url(), one.sha256(), one.size(), one.built(), asked.needs(), names);
    }
    downloads.acquire();
    try {
      return read(asked, names, key);
    } finally {
      downloads.release();
    }
  }

  /** Whether an earlier lock has the very archive: the index says the same of it. */
  private static boolean isThat(Asked asked, LockedR one) {
    return !asked.identity().isBlank()
        && asked.identity().equals(one.identity())
        && one.name().equals(asked.name())
        && one.version().equals(asked.version().text())
        && asked.places().stream().anyMatch(place -> withoutLogin(place).equals(one.url()));
  }

  private LockedR read(Asked asked, Set<String> names, Digest key)
      throws IOException, InterruptedException {
    Optional<BuildFailure> failed = Optional.empty();
    for (URI place : asked.places()) {
      StoredBlob blob;
      try {
        blob =
            fetcher.download(
                new Download(
                    Stage.RESOLVE,
                    asked.name() + " " + asked.version().text(),
                    place,
                    Optional.empty(),
                    Optional.empty(),
                    headers(r, platform)));
      } catch (BuildFailure e) {
        failed = Optional.of(failed.orElse(e));
        continue;
      }
      Map<String, String> description = description(asked, blob);
      boolean built = isBuilt(asked, description);
      List<RDependency> needs = DescriptionFile.needs(description);
      String url = withoutLogin(place);
      store.putRecord(
          KIND,
          key,
          String.join(
                  "\n",
                  url,
                  blob.digest().toString(),
                  Long.toString(blob.size()),
                  Boolean.toString(built),
                  needs.stream().map(RDependency::name).collect(Collectors.joining(",")))
              .getBytes(StandardCharsets.UTF_8));
      return locked(asked, url, blob.digest(), blob.size(), built, needs, names);
    }
    BuildFailure first =
        failed.orElseThrow(() -> new IllegalArgumentException("no place for " + asked.name()));
    throw asked.origin().isEmpty()
        ? first
        : BuildFailure.input(
                "Cannot lock the R package `%s %s` of %s: no repository has this version"
                    .formatted(asked.name(), asked.version().text(), asked.origin()))
            .withDetail(first.message())
            .withHint("Give a repository that has it with `--cran-mirror URL`");
  }

  private static LockedR locked(
      Asked asked,
      String url,
      Digest digest,
      long size,
      boolean built,
      List<RDependency> needs,
      Set<String> names) {
    Set<String> there = new LinkedHashSet<>();
    needs.stream().map(RDependency::name).filter(names::contains).forEach(there::add);
    return new LockedR(
        asked.name(),
        asked.version().text(),
        url,
        size,
        digest,
        built,
        asked.requested(),
        there.stream().sorted().toList(),
        asked.identity());
  }

  private static Map<String, String> description(Asked asked, StoredBlob blob) {
    try {
      return RArchive.description(blob.file(), asked.name());
    } catch (IOException e) {
      throw BuildFailure.environment(
              "Cannot read the archive of the R package `%s %s`"
                  .formatted(asked.name(), asked.version().text()))
          .withDetail(String.valueOf(e.getMessage()))
          .withHint("See whether the repository is sound, or give another with `--cran-mirror URL`")
          .withCause(e);
    }
  }

  private boolean isBuilt(Asked asked, Map<String, String> description) {
    Optional<String> minor = RArchive.builtFor(description);
    if (minor.isEmpty()) {
      return false;
    }
    String built = RArchive.platform(description);
    boolean fits = loads(minor.get()) && (built.isEmpty() || built.startsWith(machine(platform)));
    if (!fits) {
      throw BuildFailure.input(
              "Cannot use the R package `%s %s`: it is built for R %s%s"
                  .formatted(
                      asked.name(),
                      asked.version().text(),
                      minor.get(),
                      built.isEmpty() ? "" : " on " + built))
          .withDetail("the image has R %s on %s".formatted(r.text(), platform))
          .withHint("Give a repository for that R, or one of sources, with `--cran-mirror URL`");
    }
    return true;
  }

  /** As `library()` sees it: of one major version, and built by no newer R. */
  private boolean loads(String minor) {
    return RVersion.is(minor)
        && minor.split("\\.", 2)[0].equals(r.text().split("\\.", 2)[0])
        && new RVersion(minor).compareTo(r) <= 0;
  }

  private static String withoutLogin(URI uri) {
    return uri.toString().replaceFirst("^([a-z]+://)[^/@]*@", "$1");
  }
}
