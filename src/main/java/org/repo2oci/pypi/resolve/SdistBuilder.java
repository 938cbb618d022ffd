package org.repo2oci.pypi.resolve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.pypi.index.IndexSettings;
import org.repo2oci.pypi.index.PackageIndex;
import org.repo2oci.pypi.resolve.LockedPackage.Source;
import org.repo2oci.pypi.spec.SourceLine;
import org.repo2oci.store.Scratch;
import org.repo2oci.store.StoredBlob;

/**
 * Builds wheels from source archives, Git repositories and folders, in the sandbox with compilers
 * that are not shipped. What was built is kept in the store.
 */
public final class SdistBuilder {
  /** Changes when the same source becomes another wheel. */
  private static final String FORMAT = "built wheel 1";

  private static final String KIND = "built-wheel";

  /** A build may keep every processor busy by itself, and hold much memory. */
  private static final int AT_ONCE = 2;

  private final PythonTools tools;
  private final Surroundings surroundings;
  private final BuildLimits limits;
  private final Function<LockedPackage, Optional<SourceLine>> lines;
  private final Semaphore building = new Semaphore(AT_ONCE);

  /**
   * What a build sees.
   *
   * @param settings the machine's indexes, for what builds need
   * @param indexes all that a locked URL may be relative to
   * @param target the image's interpreter
   * @param repository root of the checkout
   * @param repositoryDigest of its files
   * @param editableDigest of those that editable projects depend on; empty where it is all of them,
   *     and the history
   * @param repositoryPath absolute folder of the repository in the image; editable projects name it
   */
  public record Surroundings(
      IndexSettings settings,
      List<PackageIndex> indexes,
      PythonTarget target,
      Path repository,
      Digest repositoryDigest,
      Optional<Digest> editableDigest,
      String repositoryPath) {
    public Surroundings {
      indexes = List.copyOf(indexes);
    }
  }

  public SdistBuilder(PythonTools tools, Surroundings surroundings) {
    this(tools, surroundings, BuildLimits.ofThisMachine(), locked -> Optional.empty());
  }

  SdistBuilder(
      PythonTools tools,
      Surroundings surroundings,
      BuildLimits limits,
      Function<LockedPackage, Optional<SourceLine>> lines) {
    this.tools = tools;
    this.surroundings = surroundings;
    this.limits = limits;
    this.lines = lines;
  }

  /**
   * The same, whose failures name the line that asks for the package.
   *
   * @param lines such as {@link RequirementOrigins#of}; asked only for what fails
   */
  public SdistBuilder naming(Function<LockedPackage, Optional<SourceLine>> lines) {
    return new SdistBuilder(tools, surroundings, limits, lines);
  }

  /**
   * Everything that the built wheel depends on, known before it is built. What an index has for the
   * build's own requirements is not part of it.
   */
  public Digest key(LockedPackage locked) throws IOException, InterruptedException {
    List<String> parts =
        List.of(
            FORMAT,
            locked.name(),
            identity(locked.source()),
            tools.toolboxes().buildKey().toString(),
            tools.release().version(),
            surroundings.target().toString());
    return Digest.of(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
  }

  private String identity(Source source) throws IOException, InterruptedException {
    return switch (source) {
      case Source.Wheel wheel ->
          throw new IllegalArgumentException("`%s` is built already".formatted(wheel.filename()));
      case Source.Sdist sdist ->
          "archive %s %s %s".formatted(sdist.sha256(), sdist.filename(), sdist.subdirectory());
      case Source.File file -> "archive %s %s ".formatted(file.sha256(), file.filename());
      case Source.Git git -> "git %s %s %s".formatted(git.url(), git.commit(), git.subdirectory());
      case Source.Directory directory
          when directory.editable() && surroundings.editableDigest().isPresent() ->
          "editable %s %s %s"
              .formatted(
                  surroundings.editableDigest().get(),
                  surroundings.repositoryPath(),
                  directory.path());
      case Source.Directory directory ->
          "folder %s %s %s %s"
              .formatted(
                  surroundings.repositoryDigest(),
                  // Versions may come from tags and commits.
                  tools.git().head(surroundings.repository()).orElse(""),
                  directory.editable() ? "editable " + surroundings.repositoryPath() : "plain",
                  directory.path());
    };
  }

  /**
   * Builds, unless the store has the result. Any number of threads may ask; a few builds run.
   *
   * @throws BuildFailure with the last lines of the build
   */
  public BuiltWheel build(LockedPackage locked) throws IOException, InterruptedException {
    Digest key = key(locked);
    Optional<BuiltWheel> known = known(key);
    if (known.isPresent()) {
      return known.get();
    }
    building.acquire();
    try {
      // Another thread may have built it while this one waited.
      Optional<BuiltWheel> meanwhile = known(key);
      return meanwhile.isPresent() ? meanwhile.get() : built(locked, key);
    } finally {
      building.release();
    }
  }

  private Optional<BuiltWheel> known(Digest key) {
    return tools
        .store()
        .record(KIND, key)
        .map(value -> new String(value, StandardCharsets.UTF_8).split("\n", 2))
        .filter(parts -> parts.length == 2)
        .flatMap(parts ->
            tools.store().blob(Digest.parse(parts[0])).map(blob -> new BuiltWheel(blob, parts[1])));
  }

  private BuiltWheel built(LockedPackage locked, Digest key)
      throws IOException, InterruptedException {
    tools.sandbox().requireSteps("build " + locked.label(), false);
    long begin = System.nanoTime();
    BuildFailures failures =
        new BuildFailures(locked, surroundings.target(), () -> lines.apply(locked));
    try (Scratch scratch = tools.store().newScratch()) {
      WheelBuild build = new WheelBuild(tools, surroundings, limits, failures, scratch.directory());
      BuiltWheel wheel = build.run(locked);
      StoredBlob blob = wheel.blob();
      String record = blob.digest() + "\n" + wheel.fileName();
      tools.store().putRecord(KIND, key, record.getBytes(StandardCharsets.UTF_8));
      tools
          .events()
          .accept(
              new BuildEvent.Finished(
                  Stage.ASSEMBLE,
                  "Built `%s`".formatted(wheel.fileName()),
                  Duration.ofNanos(System.nanoTime() - begin)));
      return wheel;
    }
  }
}
