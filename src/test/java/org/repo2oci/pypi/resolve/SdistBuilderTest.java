package org.repo2oci.pypi.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.image.Platform;
import org.repo2oci.pypi.index.LockedUrl;
import org.repo2oci.pypi.resolve.LockedPackage.Source;
import org.repo2oci.pypi.spec.Requirements;
import org.repo2oci.pypi.spec.SourceLine;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.sandbox.Step;
import org.repo2oci.store.FakeStore;

class SdistBuilderTest {
  private static final String URL = "https://files.example.org/my_thing-1.2.tar.gz";
  private static final String ARCHIVE = "bytes of an archive";
  private static final Digest FILES = Digest.of("files".getBytes(StandardCharsets.UTF_8));
  private static final Digest UV = Digest.of("uv".getBytes(StandardCharsets.UTF_8));

  @TempDir Path folder;
  private final List<BuildEvent> events = new CopyOnWriteArrayList<>();
  private Path repository;
  private Given.Network network;
  private FakeStore store;

  /** What the fake backend does. */
  private String made = "My_Thing-1.2-py3-none-any.whl";

  private String moreRequirements = "";
  private String compiled = "";

  @BeforeEach
  void prepare() throws Exception {
    repository = Files.createDirectories(folder.resolve("repository"));
    Files.writeString(repository.resolve("setup.py"), "");
    network = new Given.Network(folder).with(URL, ARCHIVE);
    store = new FakeStore(Files.createDirectory(folder.resolve("store")));
    store.directory("uv", UV, into -> Files.writeString(into.resolve("uv"), ""));
  }

  private record Boxes(String key) implements Toolboxes {
    @Override
    public List<RootLayer> python() {
      return List.of(new RootLayer(buildKey(), Path.of("/python")));
    }

    @Override
    public List<RootLayer> build() {
      return List.of(new RootLayer(buildKey(), Path.of("/build")));
    }

    @Override
    public String interpreter() {
      return "/usr/bin/python3.13";
    }

    @Override
    public Digest buildKey() {
      return Digest.of(key.getBytes(StandardCharsets.UTF_8));
    }
  }

  private SdistBuilder builder(FakeSandbox sandbox) {
    return builder(sandbox, "toolbox", "1.0", "/home/jovyan", FILES);
  }

  private SdistBuilder builder(
      FakeSandbox sandbox, String toolbox, String uv, String repositoryPath, Digest files) {
    PythonTools tools =
        new PythonTools(
            store,
            network,
            sandbox,
            new Boxes(toolbox),
            new UvRelease(uv, Map.of(Platform.LINUX_AMD64, new UvRelease.Wheel("uv.whl", 1, UV))),
            Platform.LINUX_AMD64,
            folder.resolve("uv-cache"),
            Map.of("PATH", String.valueOf(System.getenv("PATH"))),
            events::add);
    return new SdistBuilder(
        tools,
        new SdistBuilder.Surroundings(
            Given.settings(),
            List.of(Given.INDEX),
            Given.TARGET,
            repository,
            files,
            Optional.empty(),
            repositoryPath),
        new BuildLimits(Duration.ofMinutes(7), 1L << 30),
        locked -> Optional.empty());
  }

  /** A backend that behaves. */
  private int backend(Step step, List<String> lines) throws IOException {
    List<String> command = step.command();
    if (command.getFirst().endsWith("/uv")) {
      return 0;
    }
    Path out = FakeSandbox.bound(step, "/out");
    switch (command.get(3)) {
      case "open" ->
          Files.writeString(
              out.resolve("answer.json"),
              "{\"project\": \"/source/project/x\", \"requires\": [\"setuptools>=64\"]}");
      case "requires" ->
          Files.writeString(
              out.resolve("answer.json"), "{\"requires\": [" + moreRequirements + "]}");
      case "build" -> {
        Files.writeString(out.resolve(made), "a wheel");
        Files.writeString(
            out.resolve("answer.json"),
            "{\"file\": \"%s\", \"compiled\": [%s]}"
                .formatted(made, command.get(4).equals("editable") ? compiled : ""));
      }
      default -> throw new AssertionError(command);
    }
    return 0;
  }

  private static LockedPackage locked(Source source) {
    return new LockedPackage("my-thing", Optional.of("1.2"), true, source);
  }

  private static Source.Sdist sdist(String subdirectory) {
    return new Source.Sdist(
        "my_thing-1.2.tar.gz",
        new LockedUrl(Optional.empty(), URL),
        ARCHIVE.length(),
        Digest.of(ARCHIVE.getBytes(StandardCharsets.UTF_8)),
        subdirectory,
        false);
  }

  private static BuildFailure failure(SdistBuilder builder, Source source) {
    return catchThrowableOfType(BuildFailure.class, () -> builder.build(locked(source)));
  }

  @Test
  void buildsOnceAndKeepsTheWheel() throws Exception {
    FakeSandbox sandbox = new FakeSandbox(this::backend);

    BuiltWheel wheel = builder(sandbox).build(locked(sdist("")));
    int steps = sandbox.steps().size();
    BuiltWheel again = builder(sandbox).build(locked(sdist("")));

    assertThat(wheel.fileName()).isEqualTo(made);
    assertThat(wheel.blob().file()).hasContent("a wheel");
    assertThat(again).isEqualTo(wheel);
    assertThat(sandbox.steps()).hasSize(steps);
    assertThat(network.wanted())
        .singleElement()
        .satisfies(wanted -> {
          assertThat(wanted.digest()).contains(sdist("").sha256());
          assertThat(wanted.name()).isEqualTo("my-thing 1.2");
        });
  }

  @Test
  void aStrangersCodeSeesNeitherTheCacheNorTheIndexes() throws Exception {
    FakeSandbox sandbox = new FakeSandbox(this::backend);
    moreRequirements = "\"cython\", \"--index-url=https://example.org\"";

    builder(sandbox).build(locked(sdist("sub")));

    List<Step> hooks =
        sandbox.steps().stream()
            .filter(step -> !step.command().getFirst().endsWith("/uv"))
            .toList();
    assertThat(hooks).hasSize(3);
    for (Step hook : hooks) {
      assertThat(hook.writableBinds().values())
          .containsExactlyInAnyOrder("/build", "/out", "/source");
      assertThat(hook.environment().keySet()).noneMatch(name -> name.contains("proxy"));
      assertThat(hook.environment()).containsEntry("SOURCE_DATE_EPOCH", "315532800");
      assertThat(hook.memoryLimit()).contains(1L << 30);
      assertThat(hook.timeLimit()).contains(Duration.ofMinutes(7));
      assertThat(hook.packageManager()).isFalse();
    }
    assertThat(hooks.getFirst().command())
        .containsExactly(
            "/usr/bin/python3.13",
            "-P",
            "/input/build_wheel.py",
            "open",
            "/input/archive.tar.gz",
            "/source/project",
            "sub");
    List<Step> uv =
        sandbox.steps().stream().filter(step -> step.command().getFirst().endsWith("/uv")).toList();
    assertThat(uv).hasSize(3);
    assertThat(uv.getFirst().command()).contains("venv", "/build/env");
    assertThat(uv.get(1).command()).endsWith("--", "setuptools>=64");
    assertThat(uv.getLast().command())
        .as("what a build asks for is never an option")
        .endsWith("--", "cython", "--index-url=https://example.org");
    assertThat(uv.get(1).environment().get("http_proxy")).contains("127.0.0.1");
    assertThat(uv.toString()).doesNotContain("secret");
  }

  @Test
  void keyChangesWithEverythingThatTheWheelDependsOn() throws Exception {
    FakeSandbox sandbox = new FakeSandbox(this::backend);
    SdistBuilder builder = builder(sandbox);
    String commit = "0123456789".repeat(4);
    List<Digest> keys = new ArrayList<>();
    keys.add(builder.key(locked(sdist(""))));
    keys.add(builder.key(locked(sdist("sub"))));
    keys.add(builder.key(locked(new Source.File("a/my_thing-1.2.tar.gz", 1, FILES))));
    keys.add(builder.key(locked(new Source.Git(URL, commit, Optional.empty(), ""))));
    keys.add(builder.key(locked(new Source.Git(URL, commit, Optional.empty(), "sub"))));
    keys.add(builder.key(locked(new Source.Directory("", false))));
    keys.add(builder.key(locked(new Source.Directory("", true))));
    keys.add(builder.key(locked(new Source.Directory("sub", false))));
    keys.add(builder(sandbox, "other", "1.0", "/home/jovyan", FILES).key(locked(sdist(""))));
    keys.add(builder(sandbox, "toolbox", "1.1", "/home/jovyan", FILES).key(locked(sdist(""))));
    keys.add(
        builder(sandbox, "toolbox", "1.0", "/srv/repo", FILES)
            .key(locked(new Source.Directory("", true))));
    keys.add(
        builder(sandbox, "toolbox", "1.0", "/home/jovyan", UV)
            .key(locked(new Source.Directory("", false))));

    Set<Digest> different = new HashSet<>(keys);
    assertThat(different).hasSameSizeAs(keys);
    assertThat(builder.key(locked(new Source.Git(URL, commit, Optional.of("main"), ""))))
        .as("the branch that led to the commit")
        .isEqualTo(keys.get(3));
    assertThat(
            builder(sandbox, "toolbox", "1.0", "/srv/repo", FILES)
                .key(locked(new Source.Directory("", false))))
        .as("only editable projects name their place")
        .isEqualTo(keys.get(5));
    assertThat(sandbox.steps()).isEmpty();
  }

  @Test
  void bindsACopyOfTheRepositoryWhereAnEditableProjectWillBe() throws Exception {
    FakeSandbox sandbox =
        new FakeSandbox((step, lines) -> {
          if (step.writableBinds().containsValue("/home/jovyan")) {
            Files.writeString(FakeSandbox.bound(step, "/home/jovyan").resolve("litter"), "x");
          }
          return backend(step, lines);
        });

    builder(sandbox).build(locked(new Source.Directory("", true)));

    assertThat(sandbox.steps())
        .anyMatch(step -> step.command().contains("editable") && step.command().contains("build"));
    assertThat(sandbox.steps().getFirst().writableBinds()).containsValue("/home/jovyan");
    assertThat(repository.resolve("litter")).as("the user's own folder").doesNotExist();
  }

  @Test
  void anEditableProjectWithCompiledModulesBecomesAnOrdinaryPackage() throws Exception {
    FakeSandbox sandbox = new FakeSandbox(this::backend);
    compiled = "\"/home/jovyan/fast.so\"";

    builder(sandbox).build(locked(new Source.Directory("", true)));

    assertThat(sandbox.steps().getLast().command()).contains("build", "wheel");
    assertThat(events)
        .filteredOn(BuildEvent.Warned.class::isInstance)
        .singleElement()
        .asString()
        .contains("`my-thing 1.2` is not installed as editable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"other-1.2-py3-none-any.whl", "my_thing-1.3-py3-none-any.whl"})
  void refusesAWheelOfSomethingElse(String name) {
    made = name;

    BuildFailure failure = failure(builder(new FakeSandbox(this::backend)), sdist(""));

    assertThat(failure.message())
        .isEqualTo(
            "Cannot use what `my-thing 1.2` builds: it is `%s`, not what was locked"
                .formatted(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"my_thing-1.2.0-py3-none-any.whl", "MY.thing-1.2-cp313-cp313-linux_x86_64.whl"})
  void acceptsOtherSpellings(String name) throws Exception {
    made = name;

    assertThat(builder(new FakeSandbox(this::backend)).build(locked(sdist(""))).fileName())
        .isEqualTo(name);
  }

  @Test
  void followsNoLinkThatABuildLeaves() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "a secret of the machine");
    SdistBuilder wheel =
        builder(
            new FakeSandbox((step, lines) -> {
              int code = backend(step, lines);
              if (step.command().contains("build")) {
                Path file = FakeSandbox.bound(step, "/out").resolve(made);
                Files.delete(file);
                Files.createSymbolicLink(file, secret);
              }
              return code;
            }));
    SdistBuilder answer =
        builder(
            new FakeSandbox((step, lines) -> {
              int code = backend(step, lines);
              if (step.command().contains("build")) {
                Path file = FakeSandbox.bound(step, "/out").resolve("answer.json");
                Files.delete(file);
                Files.createSymbolicLink(file, secret);
              }
              return code;
            }));

    assertThat(failure(wheel, sdist("")).message()).endsWith("its build made no wheel");
    assertThat(failure(answer, sdist("")).message()).endsWith("its build made no wheel");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../x-1-py3-none-any.whl", "/etc/passwd", "my_thing-1.2.tar.gz", ""})
  void refusesNamesThatAreNoWheel(String name) {
    SdistBuilder builder =
        builder(
            new FakeSandbox((step, lines) -> {
              if (!step.command().contains("build")) {
                return backend(step, lines);
              }
              Files.writeString(
                  FakeSandbox.bound(step, "/out").resolve("answer.json"),
                  "{\"file\": \"%s\"}".formatted(name));
              return 0;
            }));

    assertThat(failure(builder, sdist("")).message()).endsWith("its build made no wheel");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | fast.c:1:10: fatal error: gdal.h: No such file or directory | the header `gdal.h` is not there",
        "1 | /usr/bin/ld: cannot find -lgdal: No such file or directory | the library of `-lgdal` is not there",
        "1 | Package 'cairo', required by 'virtual:world', not found | the library `cairo` is not there",
        "1 | Package cairo was not found in the pkg-config search path. | the library `cairo` is not there",
        "1 | ModuleNotFoundError: No module named 'numpy' | its build imports `numpy`, which is not there",
        "1 | error: command 'gfortran' failed: No such file or directory | its build runs `gfortran`, which is not there",
        "1 | /bin/sh: 1: cmake: not found | its build runs `cmake`, which is not there",
        "1 | FileNotFoundError: [Errno 2] No such file or directory: 'pg_config' | its build runs `pg_config`, which is not there",
        "1 | ValueError: Aborting. Could not find cmd (npm) in path. | its build runs `npm`, which is not there",
        "1 | there is neither a pyproject.toml nor a setup.py in /source | it is no Python project",
        "1 | the build backend x.y cannot build editable projects | `x.y` cannot build editable projects",
        "3 | something else | its build ended with exit status 3",
        "137 | Killed | it was killed, most often for want of memory",
      })
  void saysWhyABuildEnded(int status, String line, String why) {
    SdistBuilder builder =
        builder(
            new FakeSandbox((step, lines) -> {
              if (!step.command().contains("build")) {
                return backend(step, lines);
              }
              for (int i = 0; i < 30; i++) {
                lines.add("before " + i);
                lines.add("    ^^^^~~~");
              }
              lines.add(line);
              return status;
            }));

    BuildFailure failure = failure(builder, sdist(""));

    assertThat(failure.message()).isEqualTo("Cannot build `my-thing 1.2`: " + why);
    assertThat(failure.kind()).isEqualTo(BuildFailure.Kind.INPUT);
    assertThat(failure.details()).hasSize(12).endsWith(line);
    assertThat(failure.hints()).isNotEmpty();
  }

  @Test
  void saysThatABuildsOwnRequirementsFail() {
    SdistBuilder builder =
        builder(
            new FakeSandbox((step, lines) -> {
              if (!step.command().contains("install")) {
                return backend(step, lines);
              }
              lines.add("error: No solution found when resolving dependencies");
              lines.add("  cause: Because absent was not found in the package registry");
              return 1;
            }));

    BuildFailure failure = failure(builder, sdist(""));

    assertThat(failure.message())
        .isEqualTo("Cannot build `my-thing 1.2`: what its build needs cannot be installed");
    assertThat(failure.details())
        .containsExactly("Because absent was not found in the package registry");
  }

  @Test
  void namesTheLineThatAsksForThePackage() throws Exception {
    Requirements user = Given.requirements(repository, "six", "./", "My.Thing==1.2");
    RequirementOrigins origins = new RequirementOrigins(user, List.of());
    SdistBuilder builder = builder(new FakeSandbox((_, _) -> 1)).naming(origins::of);

    assertThat(failure(builder, sdist("")).message())
        .startsWith("Cannot build `my-thing 1.2` of `requirements.txt` at line 3: ");
    assertThat(
            origins.of(
                new LockedPackage(
                    "other", Optional.empty(), true, new Source.Directory("", false))))
        .contains(new SourceLine("requirements.txt", 2));
    assertThat(origins.of(new LockedPackage("other", Optional.empty(), true, sdist("")))).isEmpty();
  }

  @Test
  void keepsNothingOfABuildThatFailed() throws Exception {
    SdistBuilder failing = builder(new FakeSandbox((_, _) -> 1));
    assertThat(failure(failing, sdist("")).message()).contains("exit status 1");

    assertThat(builder(new FakeSandbox(this::backend)).build(locked(sdist(""))).fileName())
        .isEqualTo(made);
  }

  @Test
  void refusesAnArchiveOfTheRepositoryThatIsNotTheLockedOne() throws Exception {
    Files.writeString(repository.resolve("my_thing-1.2.zip"), "changed");
    Files.createSymbolicLink(
        repository.resolve("link-1.zip"), Files.writeString(folder.resolve("outside"), ARCHIVE));
    SdistBuilder builder = builder(new FakeSandbox(this::backend));

    for (String path : List.of("my_thing-1.2.zip", "absent-1.zip", "link-1.zip")) {
      assertThat(failure(builder, new Source.File(path, 7, FILES)).message())
          .isEqualTo(
              "Cannot build `my-thing 1.2`: `%s` is not the file that was locked".formatted(path));
    }
  }

  @Test
  void refusesAnIndexThatNobodyKnows() {
    Source source =
        new Source.Sdist(
            "my_thing-1.2.tar.gz",
            new LockedUrl(Optional.of("corporate"), "../x.tar.gz"),
            1,
            FILES,
            "",
            false);

    assertThat(failure(builder(new FakeSandbox(this::backend)), source).message())
        .contains("its lock names the index `corporate`");
  }

  @Test
  void runsAFewBuildsAtOnceHoweverManyAreAskedFor() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    SdistBuilder builder =
        builder(
            new FakeSandbox((step, lines) -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              try {
                Thread.sleep(5);
                return backend(step, lines);
              } finally {
                now.decrementAndGet();
              }
            }));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<BuiltWheel>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        LockedPackage one = locked(sdist("sub" + i));
        all.add(threads.submit(() -> builder.build(one)));
      }
      for (Future<BuiltWheel> one : all) {
        assertThat(one.get().fileName()).isEqualTo(made);
      }
    }
    assertThat(most.get()).isEqualTo(2);
  }
}
