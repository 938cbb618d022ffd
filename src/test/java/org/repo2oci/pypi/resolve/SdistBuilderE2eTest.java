package org.repo2oci.pypi.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.pypi.resolve.LockedPackage.Source;

/** Real builds with the real compilers, in real namespaces. */
@Tag("e2e")
class SdistBuilderE2eTest {
  private static final String PYPROJECT =
      """
      [project]
      name = "My_Thing"
      version = "1.2"
      [build-system]
      requires = ["setuptools>=64"]
      build-backend = "setuptools.build_meta"
      [tool.setuptools]
      packages = ["my_thing"]
      """;
  private static final String SETUP =
      """
      from setuptools import setup
      setup(name="My_Thing", version="1.2", packages=["my_thing"])
      """;
  private static final String C_SETUP =
      """
      from setuptools import Extension, setup
      setup(name="My_Thing", version="1.2", packages=["my_thing"],
            ext_modules=[Extension("my_thing.fast", ["fast.c"])])
      """;
  private static final String C =
      """
      #include <Python.h>
      static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, "fast", __FILE__, -1, NULL};
      PyMODINIT_FUNC PyInit_fast(void) { return PyModule_Create(&def); }
      """;

  private static ToolboxFolders toolboxes;

  @TempDir Path folder;

  @BeforeAll
  static void unpack() throws Exception {
    toolboxes = ToolboxFolders.onThisMachine();
  }

  private static SdistBuilder builder(RealMachine machine, Path repository) {
    return new SdistBuilder(
        machine.tools(),
        new SdistBuilder.Surroundings(
            machine.settings(),
            machine.settings().indexes(),
            RealMachine.TARGET,
            repository,
            Digest.of("the repository's files".getBytes(StandardCharsets.UTF_8)),
            java.util.Optional.empty(),
            "/home/jovyan"));
  }

  private Path project(String name, String... files) throws IOException {
    Path repository = Files.createDirectories(folder.resolve(name));
    Files.createDirectories(repository.resolve("my_thing"));
    Files.writeString(repository.resolve("my_thing/__init__.py"), "answer = 42\n");
    for (int i = 0; i < files.length; i += 2) {
      Files.writeString(repository.resolve(files[i]), files[i + 1]);
    }
    return repository;
  }

  private static LockedPackage locked(Source source) {
    return new LockedPackage("my-thing", Optional.empty(), true, source);
  }

  private static List<String> members(BuiltWheel wheel) throws IOException {
    try (ZipFile zip = new ZipFile(wheel.blob().file().toFile())) {
      return zip.stream().map(ZipEntry::getName).toList();
    }
  }

  private static String text(BuiltWheel wheel, String member) throws IOException {
    try (ZipFile zip = new ZipFile(wheel.blob().file().toFile())) {
      return new String(
          zip.getInputStream(zip.getEntry(member)).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Builds in two machines that share nothing but the toolboxes; the second result is given. */
  private BuiltWheel twice(LockedPackage locked, Path repository) throws Exception {
    BuiltWheel first;
    Digest key;
    try (RealMachine machine = RealMachine.in(folder.resolve("one"), toolboxes)) {
      SdistBuilder builder = builder(machine, repository);
      first = builder.build(locked);
      key = builder.key(locked);
    }
    Path other = folder.resolve("moved to another place");
    Files.move(repository, other);
    try (Stream<Path> files = Files.walk(other)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L));
      }
    }
    try (RealMachine machine = RealMachine.in(folder.resolve("another one"), toolboxes)) {
      SdistBuilder builder = builder(machine, other);
      BuiltWheel second = builder.build(locked);
      assertThat(second.blob().digest()).isEqualTo(first.blob().digest());
      assertThat(second.fileName()).isEqualTo(first.fileName());
      assertThat(builder.key(locked)).isEqualTo(key);
      int events = machine.events().size();
      assertThat(builder.build(locked)).isEqualTo(second);
      assertThat(machine.events()).as("built again").hasSize(events);
      return second;
    }
  }

  @Test
  void buildsASourceArchiveOfTheIndex() throws Exception {
    Path repository = project("repository", "requirements.txt", "docopt==0.6.2\n");
    LockedPackage docopt;
    try (RealMachine machine = RealMachine.in(folder.resolve("zero"), toolboxes)) {
      docopt = machine.resolve(repository, ServerSet.none()).packages().getFirst();
    }

    BuiltWheel wheel = twice(docopt, repository);

    assertThat(wheel.fileName())
        .matches("docopt-0\\.6\\.2-py2\\.py3-none-any\\.whl|docopt-0\\.6\\.2-py3-none-any\\.whl");
    assertThat(members(wheel)).contains("docopt.py", "docopt-0.6.2.dist-info/METADATA");
  }

  @Test
  void compilesAnExtensionToTheSameBytes() throws Exception {
    Path repository = project("repository", "setup.py", C_SETUP, "fast.c", C);

    BuiltWheel wheel = twice(locked(new Source.Directory("", false)), repository);

    assertThat(wheel.fileName()).isEqualTo("my_thing-1.2-cp313-cp313-linux_x86_64.whl");
    assertThat(members(wheel)).contains("my_thing/fast.cpython-313-x86_64-linux-gnu.so");
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, false", "true, true", "false, true"})
  void buildsAProjectOfTheRepository(boolean pyproject, boolean editable) throws Exception {
    Path repository =
        project(
            "repository", pyproject ? "pyproject.toml" : "setup.py", pyproject ? PYPROJECT : SETUP);

    BuiltWheel wheel = twice(locked(new Source.Directory("", editable)), repository);

    assertThat(wheel.fileName()).startsWith("my_thing-1.2-").endsWith(".whl");
    if (editable) {
      assertThat(members(wheel)).doesNotContain("my_thing/__init__.py");
      String finder =
          members(wheel).stream()
              .filter(name -> name.startsWith("__editable__"))
              .map(name -> {
                try {
                  return text(wheel, name);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              })
              .reduce("", String::concat);
      assertThat(finder).contains("/home/jovyan");
    } else {
      assertThat(members(wheel)).contains("my_thing/__init__.py");
    }
    assertThat(folder.resolve("moved to another place/build"))
        .as("the user's files")
        .doesNotExist();
  }

  @Test
  void installsAProjectWithCompiledModulesAsAnOrdinaryOne() throws Exception {
    Path repository = project("repository", "setup.py", C_SETUP, "fast.c", C);
    try (RealMachine machine = RealMachine.in(folder.resolve("one"), toolboxes)) {
      BuiltWheel wheel = builder(machine, repository).build(locked(new Source.Directory("", true)));

      assertThat(members(wheel)).anyMatch(name -> name.endsWith(".so"));
      assertThat(machine.events())
          .anyMatch(event -> event.toString().contains("is not installed as editable"));
    }
  }

  @Test
  void buildsACommitWithItsTagsAndLeavesTheServerAlone() throws Exception {
    Path work =
        project(
            "work",
            "setup.py",
            SETUP
                .replace("\"1.2\"", "version()")
                .replace(
                    "from setuptools",
                    "import subprocess\ndef version():\n  return subprocess.check_output(['git', 'describe', '--tags', '--dirty'], text=True).strip()\nfrom setuptools"));
    try (GitServer server = GitServer.of(folder.resolve("served"))) {
      String commit = server.add("thing", work, "v1.2");
      Source git = new Source.Git(server.url("thing"), commit, Optional.of("v1.2"), "");

      BuiltWheel wheel = twice(locked(git), work);

      assertThat(wheel.fileName()).startsWith("my_thing-1.2-");
      try (ZipFile zip = new ZipFile(wheel.blob().file().toFile())) {
        assertThat(zip.getEntry("my_thing/__init__.py").getTimeLocal().getYear()).isEqualTo(2021);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "raise RuntimeError('no way') | its build ended with exit status 1 | RuntimeError: no way",
        "import numpy_that_is_not_there | its build imports `numpy_that_is_not_there`, which is not there | ModuleNotFoundError",
        "import subprocess; subprocess.run(['no-such-compiler']) | its build runs `no-such-compiler`, which is not there | FileNotFoundError",
      })
  void saysWhyABuildFails(String script, String why, String line) throws Exception {
    Path repository = project("repository", "setup.py", script + "\n");
    try (RealMachine machine = RealMachine.in(folder.resolve("one"), toolboxes)) {
      SdistBuilder builder = builder(machine, repository);

      BuildFailure failure =
          catchThrowableOfType(
              BuildFailure.class, () -> builder.build(locked(new Source.Directory("", false))));

      assertThat(failure.message()).isEqualTo("Cannot build `my-thing`: " + why);
      assertThat(failure.kind()).isEqualTo(BuildFailure.Kind.INPUT);
      assertThat(failure.details()).anySatisfy(said -> assertThat(said).contains(line));
      assertThat(failure.hints()).isNotEmpty();
    }
  }

  @Test
  void namesAHeaderThatIsMissing() throws Exception {
    Path repository =
        project("repository", "setup.py", C_SETUP, "fast.c", "#include <gdal/gdal.h>\n" + C);
    try (RealMachine machine = RealMachine.in(folder.resolve("one"), toolboxes)) {
      SdistBuilder builder = builder(machine, repository);

      BuildFailure failure =
          catchThrowableOfType(
              BuildFailure.class, () -> builder.build(locked(new Source.Directory("", false))));

      assertThat(failure.message())
          .isEqualTo("Cannot build `my-thing`: the header `gdal/gdal.h` is not there");
    }
  }

  @Test
  void saysWhichBuildRequirementIsNotThere() throws Exception {
    Path repository =
        project(
            "repository",
            "pyproject.toml",
            PYPROJECT.replace("setuptools>=64", "this-package-does-not-exist-x"));
    try (RealMachine machine = RealMachine.in(folder.resolve("one"), toolboxes)) {
      SdistBuilder builder = builder(machine, repository);

      BuildFailure failure =
          catchThrowableOfType(
              BuildFailure.class, () -> builder.build(locked(new Source.Directory("", false))));

      assertThat(failure.message())
          .isEqualTo("Cannot build `my-thing`: what its build needs cannot be installed");
      assertThat(failure.details())
          .anySatisfy(said -> assertThat(said).contains("this-package-does-not-exist-x"));
    }
  }
}
