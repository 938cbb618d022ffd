package org.repo2oci.conda.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Download;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.pypi.spec.Requirement;
import org.repo2oci.pypi.spec.Requirements;
import org.repo2oci.store.StoredBlob;

class EnvironmentFileTest {
  @TempDir private Path repository;

  private static EnvironmentFile parse(String text) {
    return EnvironmentFile.parse(text.getBytes(StandardCharsets.UTF_8), "environment.yml");
  }

  private static BuildFailure failure(String text) {
    BuildFailure failure = catchThrowableOfType(BuildFailure.class, () -> parse(text));
    assertThat(failure).as(text).isNotNull();
    assertThat(failure.kind()).isEqualTo(BuildFailure.Kind.INPUT);
    assertThat(failure.hints()).as(text).isNotEmpty();
    return failure;
  }

  private static List<String> texts(List<SpecLine> lines) {
    return lines.stream().map(line -> line.line() + " " + line.text()).toList();
  }

  @Test
  void keepsTheLineOfEverything() {
    EnvironmentFile read =
        parse(
            """
            # what the course needs
            name: course
            channels:
              - conda-forge
              - nodefaults
              - https://example.org/channel
            dependencies:
              - python=3.11   # the one of the book
              - "numpy >=2,<3"
              - conda-forge::scipy

              - pip
              - pip:
                  - requests==2.32.3
                  # a comment
                  - git+https://example.org/a/b.git@v1
            variables:
              COURSE: yes
              YEAR: 2026
              EMPTY:
            """);

    assertThat(texts(read.channels()))
        .containsExactly("4 conda-forge", "6 https://example.org/channel");
    assertThat(read.withoutDefaults()).isTrue();
    assertThat(texts(read.specs()))
        .containsExactly("8 python=3.11", "9 numpy >=2,<3", "10 conda-forge::scipy", "12 pip");
    assertThat(texts(read.pip()))
        .containsExactly("14 requests==2.32.3", "16 git+https://example.org/a/b.git@v1");
    assertThat(read.variables())
        .containsExactly(
            Map.entry("COURSE", "yes"), Map.entry("EMPTY", ""), Map.entry("YEAR", "2026"));
    assertThat(read.notes())
        .containsExactly(
            "`environment.yml` at line 2: `name` has no effect: an image has one environment");
    assertThat(read.specs().getFirst())
        .hasToString("`environment.yml` at line 8 asks for `python=3.11`");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing\n",
        "---\n",
        "~\n",
        "{}",
        "dependencies:\n",
        "dependencies: null\nchannels:\n",
        "dependencies: []",
        "name: only\n",
        "dependencies:\n  - pip:\n"
      })
  void takesAFileThatAsksForNothing(String text) {
    EnvironmentFile read = parse(text);

    assertThat(read.specs()).isEmpty();
    assertThat(read.pip()).isEmpty();
    assertThat(read.channels()).isEmpty();
    assertThat(read.python()).isEqualTo(new PythonChoice(Optional.empty(), Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "- numpy                               | 1 | it is a list, not keys and values",
        "numpy                                 | 1 | it is a text, not keys and values",
        "a: 1\\ndependencies: numpy            | 2 | `dependencies` is a text, not a list",
        "dependencies:\\n  numpy: 2            | 2 | `dependencies` is keys and values, not a list",
        "dependencies:\\n- a\\n- 3.11          | 3 | a dependency is a package, not a number `3.11`",
        "dependencies:\\n- true                | 2 | a dependency is a package, not a truth value `true`",
        "dependencies:\\n- [a, b]              | 2 | a list is inside the list of dependencies",
        "dependencies:\\n- python: 3.9         | 2 | `python:` is not a kind of dependency",
        "dependencies:\\n- npm:\\n  - left-pad | 2 | `npm:` is not a kind of dependency",
        "dependencies:\\n- pip: {a: b}         | 2 | `pip` is keys and values, not a list",
        "dependencies:\\n- pip:\\n  - a: b     | 3 | a line for pip is a text, not keys and values",
        "dependencies:\\n- sel(mars): a        | 2 | `sel(mars)` names no platform",
        "dependencies:\\n- >\\n  a\\n\\n  b | 2 | `a` goes over more than one line",
        "channels: {a: b}                      | 1 | `channels` is keys and values, not a list",
        "channels:\\n- [a]                     | 2 | a channel is a name or a URL, not a list",
        "variables: [a]                        | 1 | `variables` is a list, not keys and values",
        "variables:\\n  A-B: c                 | 2 | `A-B` is not a variable with a value",
        "variables:\\n  A: [c]                 | 2 | `A` is not a variable with a value",
        "name: a\\nname: b                     | 2 | `name` is there twice",
        "name: a\\n---\\nname: b               | 2 | a second document begins, and there can be one only",
        "a: *b                                 | 1 | the alias `*b` names no anchor",
      })
  void namesTheLineThatIsWrong(String text, int line, String why) {
    BuildFailure failure = failure(text.replace("\\n", "\n"));

    assertThat(failure.message())
        .isEqualTo("Cannot read `environment.yml` at line %d: %s".formatted(line, why));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dependencies:\\n\\t- numpy        | line 2, column 1",
        "dependencies:\\n  - a\\n - b      | line 3, column 2",
        "channels: [a, b                   | line 2, column 1",
        "a: b: c                           | line 1, column 5",
      })
  void saysWhereYamlIsBroken(String text, String where) {
    String lines = text.strip().replace("\\n", "\n").replace("\\t", "\t") + "\n";

    assertThat(failure(lines).message())
        .isEqualTo("Cannot read `environment.yml` at %s: it is not valid YAML".formatted(where));
  }

  @Test
  void knowsAStarWithoutQuotes() {
    BuildFailure failure = failure("dependencies:\n  - *mkl\n");

    assertThat(failure.message()).contains("line 2: the alias `*mkl` names no anchor");
    assertThat(failure.hints())
        .containsExactly("A text that begins with `*` or `&` must stand in quotes");
  }

  @Test
  void tellsAllThatIsWrongAtOnce() {
    BuildFailure failure = failure("channels: {}\ndependencies:\n- 1\n- ok\n- [x]\n");

    assertThat(failure.message()).contains("line 1");
    assertThat(failure.details())
        .containsExactly(
            "`environment.yml` at line 3: a dependency is a package, not a number `1`",
            "`environment.yml` at line 5: a list is inside the list of dependencies");
  }

  @Test
  void hintsAtTheSpecThatWasMeant() {
    assertThat(failure("dependencies:\n- python: 3.9\n").hints()).contains("Write `- python=3.9`");
  }

  @Test
  void readsAliasesOnceAndRefusesABomb() {
    assertThat(texts(parse("x: &p [a, b]\ndependencies: *p\n").specs()))
        .containsExactly("1 a", "1 b");
    StringBuilder bomb = new StringBuilder("x0: &x0 [a,a,a,a,a,a,a,a,a,a]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("x%d: &x%d [*x%d,*x%d,*x%d,*x%d]\n".formatted(i, i, i - 1, i - 1, i - 1, i - 1));
    }
    bomb.append("dependencies: *x29\n");
    assertThat(failure(bomb.toString()).message()).contains("a list is inside the list");
    assertThat(failure("a: &a a\ndependencies: [" + "*a,".repeat(10_001) + "]").message())
        .contains("`dependencies` has more than 10000 items");
    assertThat(failure("a: " + "[".repeat(60) + "]".repeat(60)).message())
        .contains("it is nested too deeply");
  }

  @Test
  void refusesWhatIsNotText() {
    byte[] bytes = {'a', ':', ' ', (byte) 0xff, (byte) 0xfe};
    assertThat(
            catchThrowableOfType(
                    BuildFailure.class, () -> EnvironmentFile.parse(bytes, "environment.yml"))
                .message())
        .isEqualTo("Cannot read `environment.yml`: it is not UTF-8");
    failure("a: \u0001\n");
  }

  @Test
  void leavesOutWhatIsForOtherPlatforms() {
    EnvironmentFile read =
        parse(
            """
            dependencies:
              - sel(win): pywin32
              - sel(linux): inotify
              - sel(unix): [ptyprocess, pexpect]
              - appnope  # [osx]
              - libgcc   # [linux64 or (linux and not win)]
              - numpy    # [1] says why
              - scipy    # [not win]
            """);

    assertThat(texts(read.specs()))
        .containsExactly(
            "3 inotify", "4 ptyprocess", "4 pexpect", "6 libgcc", "7 numpy", "8 scipy");
    assertThat(read.notes())
        .containsExactly(
            "`environment.yml` at line 2: `pywin32` is for another platform",
            "`environment.yml` at line 5: `appnope` is left out: it is for `[osx]`");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "python                         ;",
        "python=3.11                    ; 3.11",
        "python =3.11                   ; 3.11",
        "python==3.11.4                 ; 3.11",
        "python 3.11                    ; 3.11",
        "python = 3.11.*                ; 3.11",
        "Python=3.9.7=*_cpython         ; 3.9",
        "python 3.10.* *_cpython        ; 3.10",
        "conda-forge::python=3.12       ; 3.12",
        "conda-forge/linux-64::python=3 ;",
        "python[version='3.8.*']        ; 3.8",
        "python~=3.11.2                 ; 3.11",
        "python=2.7                     ; 2.7",
        "python=3                       ;",
        "python~=3.11                   ;",
        "python>=3.9,<3.12              ;",
        "python 3.11|3.12               ;",
        "python=3.11,<3.12              ;",
      })
  void knowsWhichPythonIsPinned(String spec, String minor) {
    PythonChoice choice = parse("dependencies:\n- '" + spec.replace("'", "''") + "'\n").python();

    assertThat(choice.line()).hasValueSatisfying(line -> assertThat(line.line()).isEqualTo(2));
    assertThat(choice.minor()).isEqualTo(Optional.ofNullable(minor));
  }

  @ParameterizedTest
  @ValueSource(strings = {"python-graphviz=0.20", "pythonnet=3.0", "ipython=8.1", "r-python=3.1"})
  void takesNoOtherPackageForPython(String spec) {
    assertThat(parse("dependencies:\n- " + spec + "\n").python().line()).isEmpty();
  }

  @Test
  void readsThePipSectionFromItsFolder() throws Exception {
    Files.createDirectories(repository.resolve("binder"));
    Files.writeString(repository.resolve("binder/more.txt"), "six\n");
    Files.writeString(repository.resolve("setup.py"), "");
    String text =
        """
        dependencies:
          - pip:
              - -r more.txt
              - -e ..
              - numpy==2.1.0 --hash=sha256:%s
              - --extra-index-url https://example.org/simple
              - a @ git+https://example.org/a/b.git@v1
        """
            .formatted("0".repeat(64));
    EnvironmentFile read =
        EnvironmentFile.parse(text.getBytes(StandardCharsets.UTF_8), "binder/environment.yml");

    Requirements requirements = read.requirements(repository, new NoNetwork());

    assertThat(requirements.requirements())
        .extracting(requirement -> requirement.origin().toString())
        .containsExactly(
            "`binder/more.txt` at line 1",
            "`binder/environment.yml` at line 4",
            "`binder/environment.yml` at line 5",
            "`binder/environment.yml` at line 7");
    assertThat(requirements.requirements().get(1))
        .isInstanceOfSatisfying(
            Requirement.Local.class,
            local -> {
              assertThat(local.path()).isEmpty();
              assertThat(local.editable()).isTrue();
            });
    assertThat(requirements.options().extraIndexUrls())
        .containsExactly("https://example.org/simple");
    assertThat(requirements.files())
        .extracting(Requirements.File::name)
        .containsExactly("binder/environment.yml", "binder/more.txt");
  }

  @Test
  void namesTheLineOfAPipEntryThatIsWrong() {
    EnvironmentFile read = parse("dependencies:\n- pip:\n  - ok\n  - numpy=2\n  - -e ./none\n");

    BuildFailure failure =
        catchThrowableOfType(
            BuildFailure.class, () -> read.requirements(repository, new NoNetwork()));

    assertThat(failure.message())
        .isEqualTo("Cannot read `environment.yml` at line 4: `numpy=2` has a single `=`");
    assertThat(failure.details())
        .containsExactly("`environment.yml` at line 5: `./none` is not in the repository");
  }

  static final class NoNetwork implements Fetcher {
    @Override
    public byte[] get(URI uri, Map<String, String> headers) {
      throw new AssertionError(uri);
    }

    @Override
    public StoredBlob download(Download wanted) {
      throw new AssertionError(wanted);
    }
  }
}
