package org.repo2oci.cran.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.repo2oci.cran.LockedR;
import org.repo2oci.cran.RLog;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Download;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.Digest;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.sandbox.Step;
import org.repo2oci.sandbox.StepResult;
import org.repo2oci.store.BlobWriter;
import org.repo2oci.store.Scratch;
import org.repo2oci.store.StoredBlob;

/**
 * Turns locked packages into files. A source is built once for the same source, R, tools and
 * dependencies: in a sandbox without a network, with compilers that no image has.
 */
public final class RPackageBuilder {
  /** Part of every key: changes when the same archive becomes other files. */
  private static final String FORMAT = "r package 2";

  private static final String KIND = "r-built";
  private static final String NEEDS = "r-native-needs";
  private static final String OUT = "/build";
  private static final String ARCHIVE = "/archive/";
  private static final String SOURCE = "/tmp/source";

  /** 1980-01-01, as R writes it into what it builds. */
  private static final String STAMP = "1980-01-01 00:00:00 UTC";

  private static final long NO_TIME = 315_532_800L;

  private final RTools tools;
  private final Map<String, LockedR> locked = new LinkedHashMap<>();
  private final Map<String, Digest> keys = new HashMap<>();
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
  private final Semaphore building;

  /**
   * @param packages of the lock
   * @param builds that run at once
   */
  public RPackageBuilder(RTools tools, List<LockedR> packages, int builds) {
    this.tools = tools;
    packages.forEach(one -> locked.put(one.name(), one));
    this.building = new Semaphore(builds);
  }

  /** Everything that the package's files depend on, known before there are any. */
  public synchronized Digest key(LockedR one) throws IOException, InterruptedException {
    Digest known = keys.get(one.name());
    if (known != null) {
      return known;
    }
    StringBuilder text = new StringBuilder(FORMAT).append('\n').append(one.sha256()).append('\n');
    if (!one.built()) {
      text.append(tools.version()).append('\n').append(tools.key()).append('\n');
      for (LockedR needed : before(one)) {
        text.append(needed.name()).append(' ').append(key(needed)).append('\n');
      }
    }
    Digest key = Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
    keys.put(one.name(), key);
    return key;
  }

  private List<LockedR> before(LockedR one) {
    return one.needs().stream()
        .flatMap(name -> Optional.ofNullable(locked.get(name)).stream())
        .toList();
  }

  /**
   * The package's files in the library.
   *
   * @param attributes of its files
   * @param contents a file that does not exist yet; the tree points into it
   */
  public FileTree tree(LockedR one, Attributes attributes, Path contents)
      throws IOException, InterruptedException {
    Path archive = archive(one);
    NativeNeeds needs;
    FileTree tree;
    try {
      tree = RArchive.tree(archive, one.name(), tools.library().substring(1), attributes, contents);
      needs = NativeNeeds.of(tree);
    } catch (IOException e) {
      throw BuildFailure.environment(
              "Cannot unpack the archive of the R package `%s`".formatted(one))
          .withDetail(String.valueOf(e.getMessage()))
          .withHint("See whether the repository is sound, and lock again")
          .withCause(e);
    }
    tools.store().putRecord(NEEDS, key(one), needs.bytes());
    return tree;
  }

  /**
   * What a package's compiled part asks of the system; empty where neither its files nor its
   * archive have been on this machine.
   */
  public Optional<NativeNeeds> needs(LockedR one) throws IOException, InterruptedException {
    Optional<NativeNeeds> known = tools.store().record(NEEDS, key(one)).map(NativeNeeds::parse);
    Optional<Path> archive = known.isPresent() ? Optional.empty() : known(one);
    if (archive.isEmpty()) {
      return known;
    }
    try (Scratch scratch = tools.store().newScratch()) {
      Attributes plain = new Attributes(0644, 0, 0, NO_TIME);
      Path contents = scratch.directory().resolve("contents");
      NativeNeeds needs =
          NativeNeeds.of(
              RArchive.tree(
                  archive.get(), one.name(), tools.library().substring(1), plain, contents));
      tools.store().putRecord(NEEDS, key(one), needs.bytes());
      return Optional.of(needs);
    }
  }

  /** The archive with the installed package, where it is on this machine. */
  private Optional<Path> known(LockedR one) throws IOException, InterruptedException {
    Optional<Digest> digest =
        one.built()
            ? Optional.of(one.sha256())
            : tools
                .store()
                .record(KIND, key(one))
                .map(value -> Digest.parse(new String(value, StandardCharsets.UTF_8)));
    return digest.flatMap(tools.store()::blob).map(StoredBlob::file);
  }

  /** The archive with the installed package: downloaded, known, or built. */
  private Path archive(LockedR one) throws IOException, InterruptedException {
    if (one.built()) {
      return download(one).file();
    }
    ReentrantLock lock = locks.computeIfAbsent(one.name(), _ -> new ReentrantLock());
    lock.lockInterruptibly();
    try {
      Optional<Path> known = known(one);
      return known.isPresent() ? known.get() : built(one);
    } finally {
      lock.unlock();
    }
  }

  private StoredBlob download(LockedR one) throws IOException, InterruptedException {
    return tools
        .fetcher()
        .download(
            new Download(
                Stage.DOWNLOAD,
                one.toString(),
                tools.place(one),
                Optional.of(one.sha256()),
                Optional.of(one.size()),
                tools.headers()));
  }

  private Path built(LockedR one) throws IOException, InterruptedException {
    List<RootLayer> layers = new ArrayList<>(tools.roots());
    for (LockedR needed : closure(one)) {
      layers.add(layer(needed));
    }
    StoredBlob source = download(one);
    building.acquire();
    try (Scratch scratch = tools.store().newScratch()) {
      Path out = Files.createDirectory(scratch.directory().resolve("out"));
      long begin = System.nanoTime();
      run(one, layers, source.file(), out);
      StoredBlob blob = stored(one, out);
      tools
          .store()
          .putRecord(KIND, key(one), blob.digest().toString().getBytes(StandardCharsets.UTF_8));
      tools
          .events()
          .accept(
              new BuildEvent.Finished(
                  Stage.ASSEMBLE,
                  "Built the R package `%s`".formatted(one),
                  Duration.ofNanos(System.nanoTime() - begin)));
      return blob.file();
    } finally {
      building.release();
    }
  }

  /** All that must be there while it is built; what they need is needed to load them. */
  private Set<LockedR> closure(LockedR one) {
    Set<LockedR> all = new LinkedHashSet<>();
    List<LockedR> open = new ArrayList<>(before(one));
    for (int i = 0; i < open.size(); i++) {
      if (all.add(open.get(i))) {
        open.addAll(before(open.get(i)));
      }
    }
    return all;
  }

  private RootLayer layer(LockedR needed) throws IOException, InterruptedException {
    Path archive = archive(needed);
    try (Scratch scratch = tools.store().newScratch()) {
      Digest key =
          Digest.of(
              ("r library " + tools.library() + " " + key(needed))
                  .getBytes(StandardCharsets.UTF_8));
      return tools
          .sandbox()
          .materialise(
              key,
              () -> {
                Attributes plain = new Attributes(0644, 0, 0, NO_TIME);
                FileTree tree =
                    RArchive.tree(
                        archive,
                        needed.name(),
                        tools.library().substring(1),
                        plain,
                        scratch.directory().resolve("contents"));
                return FileTree.builder()
                    .putAll(tree)
                    .addMissingParents(plain.withMode(0755))
                    .build();
              });
    }
  }

  private void run(LockedR one, List<RootLayer> layers, Path source, Path out)
      throws IOException, InterruptedException {
    RLog log = new RLog(tools.systemLibraries());
    String inside = ARCHIVE + "%s_%s.tar.gz".formatted(one.name(), one.version());
    // R would unpack the source to a folder of chance, which compilers write into what they make.
    String script =
        """
        %s
        mkdir -p /tmp/library %s && cd %s || exit
        %s --vanilla --no-echo -e 'utils::untar("%s", exdir = "%s", tar = "internal")' || exit
        exec %s CMD INSTALL --build --no-test-load --library=/tmp/library --built-timestamp='%s' '%s/%s'
        """
            .formatted(
                tools.prepare(),
                SOURCE,
                OUT,
                tools.program(),
                inside,
                SOURCE,
                tools.program(),
                STAMP,
                SOURCE,
                one.name());
    Step step =
        Step.of("build " + one, layers, List.of("/bin/sh", "-c", script), tools.variables())
            .withBinds(Map.of(source, inside), Map.of(out, OUT))
            .withTimeLimit(tools.timeLimit())
            .withoutChanges()
            .withOutput(line -> {
              log.line(line);
              tools.events().accept(new BuildEvent.Output(Stage.ASSEMBLE, one.name(), line));
            });
    tools
        .events()
        .accept(new BuildEvent.Noted(Stage.ASSEMBLE, "Building the R package `%s`".formatted(one)));
    try (StepResult result = tools.sandbox().run(step)) {
      if (result.exitCode() != 0) {
        log.line("installation of package ‘%s’ had non-zero exit status".formatted(one.name()));
        throw log.failure("R CMD INSTALL", result.exitCode()).orElseThrow();
      }
    }
  }

  private StoredBlob stored(LockedR one, Path out) throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      Path built =
          files
              .filter(file -> file.getFileName().toString().startsWith(one.name() + "_"))
              .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .findFirst()
              .orElseThrow(() ->
                  BuildFailure.input(
                          "Cannot build the R package `%s`: R wrote no package".formatted(one))
                      .withHint("`--verbose` shows what R said"));
      try (InputStream in = Files.newInputStream(built, LinkOption.NOFOLLOW_LINKS);
          BlobWriter blob = tools.store().newBlob(Files.size(built))) {
        in.transferTo(blob);
        return blob.commit();
      }
    }
  }
}
