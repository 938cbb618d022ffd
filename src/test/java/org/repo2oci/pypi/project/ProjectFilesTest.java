package org.repo2oci.pypi.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Download;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.image.Platform;
import org.repo2oci.pypi.project.ProjectFile.Kind;
import org.repo2oci.pypi.resolve.PythonTarget;
import org.repo2oci.pypi.spec.Requirement;
import org.repo2oci.pypi.spec.Requirements;
import org.repo2oci.store.StoredBlob;

class ProjectFilesTest {
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);
  private static final String COMMIT = "0123456789".repeat(4);

  @TempDir private Path repository;

  private void write(String path, String text) throws IOException {
    Path file = repository.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Requirements read(Kind kind, String... paths) throws Exception {
    return read(Stream.of(paths).map(path -> new ProjectFile(kind, path)).toList());
  }

  private Requirements read(List<ProjectFile> files) throws Exception {
    return new ProjectFiles(
            repository, new PythonTarget(3, 13, Platform.LINUX_AMD64, 41), new NoNetwork())
        .read(files);
  }

  private BuildFailure failure(Kind kind, String path) {
    BuildFailure failure = catchThrowableOfType(BuildFailure.class, () -> read(kind, path));
    assertThat(failure).isNotNull();
    assertThat(failure.hints()).isNotEmpty();
    return failure;
  }

  /** Line, name, version or place, and the number of digests. */
  private static List<String> shown(Requirements requirements) {
    return requirements.requirements().stream()
        .map(one -> {
          String what =
              switch (one) {
                case Requirement.FromIndex index ->
                    index.plainName() + index.extras() + index.versions();
                case Requirement.Archive archive -> archive.url();
                case Requirement.Git git ->
                    "git " + git.url() + "@" + git.revision().orElse("") + " " + git.subdirectory();
                case Requirement.Local local ->
                    (local.editable() ? "-e " : "") + "./" + local.path();
              };
          int hashes = one.options().hashes().size();
          return one.origin().line() + " " + what.strip() + (hashes > 0 ? " #" + hashes : "");
        })
        .toList();
  }

  private static final String PROJECT =
      """
      [project]
      name = "sample"
      version = "0.1.0"
      requires-python = ">=3.11"
      dependencies = [
          "attrs>=23",
          "colorama; sys_platform == 'win32'",
          "requests[socks]>=2.31",
      ]
      [project.optional-dependencies]
      x = ["idna"]
      [dependency-groups]
      dev = ["iniconfig>=2", {include-group = "more"}]
      more = ["pluggy"]
      docs = ["packaging"]
      [build-system]
      requires = ["hatchling"]
      """;

  private static final String UV =
      """
      version = 1
      revision = 3
      requires-python = ">=3.11"

      [[package]]
      name = "attrs"
      version = "26.1.0"
      source = { registry = "https://example.org/simple" }
      sdist = { url = "https://example.org/attrs-26.1.0.tar.gz", hash = "sha256:A", size = 1 }
      wheels = [
          { url = "https://example.org/attrs-26.1.0-py3-none-any.whl", hash = "sha256:B", size = 1 },
      ]

      [[package]]
      name = "colorama"
      version = "0.4.6"
      source = { registry = "https://example.org/simple" }

      [[package]]
      name = "idna"
      version = "3.10"
      source = { registry = "https://example.org/simple" }

      [[package]]
      name = "iniconfig"
      version = "2.1.0"
      source = { git = "https://example.org/a/iniconfig?subdirectory=lib&rev=main#COMMIT" }

      [[package]]
      name = "packaging"
      version = "25.0"
      source = { registry = "https://example.org/simple" }

      [[package]]
      name = "pluggy"
      version = "1.6.0"
      source = { url = "https://example.org/pluggy-1.6.0-py3-none-any.whl" }
      wheels = [
          { url = "https://example.org/pluggy-1.6.0-py3-none-any.whl", hash = "sha256:A" },
      ]

      [[package]]
      name = "pysocks"
      version = "1.7.1"
      source = { registry = "https://example.org/simple" }

      [[package]]
      name = "requests"
      version = "2.32.0"
      source = { registry = "https://other.example.org/simple/" }
      dependencies = [
          { name = "urllib3", version = "1.26.0", source = { registry = "https://example.org/simple" }, marker = "python_full_version < '3.12'" },
          { name = "urllib3", version = "2.5.0", source = { registry = "https://example.org/simple" }, marker = "python_full_version >= '3.12'" },
      ]

      [package.optional-dependencies]
      socks = [
          { name = "pysocks" },
      ]

      [[package]]
      name = "sample"
      version = "0.1.0"
      source = { editable = "." }
      dependencies = [
          { name = "attrs" },
          { name = "colorama", marker = "sys_platform == 'win32'" },
          { name = "requests", extra = ["socks"] },
      ]

      [package.optional-dependencies]
      x = [
          { name = "idna" },
      ]

      [package.dev-dependencies]
      dev = [
          { name = "iniconfig" },
          { name = "pluggy" },
      ]
      docs = [
          { name = "packaging" },
      ]

      [package.metadata]
      requires-dist = [
          { name = "attrs", specifier = ">=23" },
          { name = "colorama", marker = "sys_platform == 'win32'" },
          { name = "idna", marker = "extra == 'x'" },
          { name = "requests", extras = ["socks"], specifier = ">=2.31" },
      ]

      [package.metadata.requires-dev]
      dev = [
          { name = "iniconfig", specifier = ">=2" },
          { name = "pluggy" },
      ]
      docs = [{ name = "packaging" }]

      [[package]]
      name = "urllib3"
      version = "1.26.0"
      source = { registry = "https://example.org/simple" }

      [[package]]
      name = "urllib3"
      version = "2.5.0"
      source = { registry = "https://example.org/simple" }
      """
          .replace("sha256:A", "sha256:" + A)
          .replace("sha256:B", "sha256:" + B)
          .replace("COMMIT", COMMIT);

  @Test
  void takesWhatUvWouldInstall() throws Exception {
    write("pyproject.toml", PROJECT);
    write("uv.lock", UV);

    Requirements requirements = read(Kind.UV_LOCK, "uv.lock");

    assertThat(shown(requirements))
        .containsExactly(
            "5 attrs==26.1.0 #2",
            "24 git https://example.org/a/iniconfig@" + COMMIT + " lib",
            "34 https://example.org/pluggy-1.6.0-py3-none-any.whl #1",
            "42 pysocks==1.7.1",
            "47 requests==2.32.0",
            "61 ./",
            "105 urllib3==2.5.0");
    assertThat(requirements.options().extraIndexUrls()).isEmpty();
    assertThat(requirements.files()).hasSize(1);
    write(
        "pyproject.toml",
        PROJECT
            + "[tool.uv]\ndefault-groups = ['docs']\n"
            + "[[tool.uv.index]]\nurl = 'https://other.example.org/simple'\n");
    Requirements others = read(Kind.UV_LOCK, "uv.lock");
    assertThat(shown(others))
        .contains("29 packaging==25.0")
        .noneMatch(line -> line.contains("pluggy"));
    assertThat(others.options().extraIndexUrls())
        .containsExactly("https://other.example.org/simple");
  }

  @Test
  void installsNoProjectThatIsVirtual() throws Exception {
    write("pyproject.toml", PROJECT);
    write("uv.lock", UV.replace("editable = \".\"", "virtual = \".\""));

    assertThat(shown(read(Kind.UV_LOCK, "uv.lock")))
        .isNotEmpty()
        .noneMatch(line -> line.endsWith("./"));
  }

  @Test
  void namesTheLineThatALockOfUvDoesNotMeet() throws Exception {
    write("uv.lock", UV);
    write("pyproject.toml", PROJECT.replace("attrs>=23", "attrs<26").replace("colorama", "cowsay"));

    BuildFailure failure = failure(Kind.UV_LOCK, "uv.lock");

    assertThat(failure.message())
        .isEqualTo(
            "Cannot use `pyproject.toml` at line 6: it asks for `attrs<26`, and `uv.lock` has"
                + " attrs 26.1.0");
    assertThat(failure.details())
        .containsExactly(
            "`uv.lock` at line 14: it was made for `colorama`, that `pyproject.toml` does not ask"
                + " for any more");
    assertThat(failure.hints()).containsExactly("Make it again with `uv lock`");
    write("pyproject.toml", PROJECT.replace("    \"attrs", "    \"flask\",\n    \"attrs"));
    assertThat(failure(Kind.UV_LOCK, "uv.lock").message())
        .isEqualTo(
            "Cannot use `pyproject.toml` at line 6: it asks for `flask`, and `uv.lock` has none");
  }

  @Test
  void refusesALockOfUvThatIsNone() throws Exception {
    write("pyproject.toml", PROJECT);
    write("uv.lock", UV.replace("version = 1\n", "version = 2\n"));
    assertThat(failure(Kind.UV_LOCK, "uv.lock").message())
        .isEqualTo("Cannot read `uv.lock` at line 1: its version is `2`, and only 1 is known");
    String injected = UV.replace("\"26.1.0\"", "\"26 --index-url x\"");
    write("uv.lock", injected);
    assertThat(failure(Kind.UV_LOCK, "uv.lock").message())
        .isEqualTo("Cannot read `uv.lock` at line 5: `26 --index-url x` is not a version");
    write("uv.lock", UV.replace("editable = \".\"", "editable = \"../up\""));
    assertThat(failure(Kind.UV_LOCK, "uv.lock").message())
        .isEqualTo("Cannot read `uv.lock` at line 1: it has no package for the project itself");
    write("uv.lock", "version = [\n");
    assertThat(failure(Kind.UV_LOCK, "uv.lock").message()).contains("it is not valid TOML");
    write("uv.lock", UV.replace(COMMIT, "0123 -e x"));
    assertThat(failure(Kind.UV_LOCK, "uv.lock").message()).contains("`iniconfig` has no commit");
  }

  private static final String POETRY_PROJECT =
      """
      [tool.poetry]
      name = "sample"
      version = "0.1.0"
      package-mode = false
      [tool.poetry.dependencies]
      python = "^3.11"
      attrs = "^23.1"
      requests = {version = "^2.31", extras = ["socks"]}
      colorama = {version = "*", markers = "sys_platform == 'win32'"}
      [tool.poetry.group.dev.dependencies]
      iniconfig = "^2.0"
      [tool.poetry.group.docs]
      optional = true
      [tool.poetry.group.docs.dependencies]
      packaging = "*"
      """;

  /** Version 2.0 of the lock file says neither groups nor markers. */
  private static final String POETRY =
      """
      [[package]]
      name = "attrs"
      version = "23.2.0"
      optional = false
      python-versions = ">=3.7"
      GROUPS_MAIN
      files = [
          {file = "attrs-23.2.0-py3-none-any.whl", hash = "sha256:A"},
          {file = "attrs-23.2.0.tar.gz", hash = "sha256:B"},
      ]

      [[package]]
      name = "colorama"
      version = "0.4.6"
      optional = false
      python-versions = ">=2.7"
      GROUPS_WIN
      files = []

      [[package]]
      name = "iniconfig"
      version = "2.0.0"
      optional = false
      python-versions = ">=3.7"
      GROUPS_DEV
      files = []

      [[package]]
      name = "packaging"
      version = "24.0"
      optional = false
      python-versions = ">=3.7"
      GROUPS_DOCS
      files = []

      [[package]]
      name = "pysocks"
      version = "1.7.1"
      optional = OPTIONAL
      python-versions = "*"
      GROUPS_MAIN
      files = []

      [package.source]
      type = "git"
      url = "https://example.org/a/pysocks"
      reference = "HEAD"
      resolved_reference = "COMMIT"

      [[package]]
      name = "requests"
      version = "2.31.0"
      optional = false
      python-versions = ">=3.7"
      GROUPS_MAIN
      files = []

      [package.dependencies]
      PySocks = {version = ">=1.5.6,<1.5.7 || >1.5.7", optional = true, markers = "extra == \\"socks\\""}
      urllib3 = ">=1.21.1,<3"
      win-inet-pton = {version = "*", markers = "sys_platform == \\"win32\\""}

      [package.extras]
      socks = ["PySocks (>=1.5.6,!=1.5.7)"]

      [package.source]
      type = "legacy"
      url = "https://other.example.org/simple"
      reference = "other"

      [[package]]
      name = "urllib3"
      version = "2.2.0"
      optional = false
      python-versions = ">=3.8"
      GROUPS_MAIN
      files = []

      [[package]]
      name = "win-inet-pton"
      version = "1.1.0"
      optional = false
      python-versions = "*"
      GROUPS_WIN
      files = []

      [metadata]
      lock-version = "2.0"
      python-versions = "^3.11"
      content-hash = "00"
      """
          .replace("sha256:A", "sha256:" + A)
          .replace("sha256:B", "sha256:" + B)
          .replace("OPTIONAL", "false")
          .replace("COMMIT", COMMIT);

  private static final List<String> OF_POETRY =
      List.of(
          "1 attrs==23.2.0 #2",
          "20 iniconfig==2.0.0",
          "36 git https://example.org/a/pysocks@" + COMMIT,
          "50 requests==2.31.0",
          "71 urllib3==2.2.0");

  @Test
  void walksALockOfPoetryThatSaysNoGroups() throws Exception {
    write("pyproject.toml", POETRY_PROJECT);
    write("poetry.lock", POETRY.replaceAll("GROUPS_\\w+", ""));

    Requirements requirements = read(Kind.POETRY_LOCK, "poetry.lock");

    assertThat(shown(requirements)).isEqualTo(OF_POETRY);
    assertThat(requirements.options().extraIndexUrls())
        .containsExactly("https://other.example.org/simple");
  }

  @Test
  void takesTheGroupsThatPoetryWouldInstall() throws Exception {
    write("pyproject.toml", POETRY_PROJECT);
    write(
        "poetry.lock",
        POETRY
            .replace("GROUPS_MAIN", "groups = [\"main\"]")
            .replace("GROUPS_DEV", "groups = [\"dev\"]")
            .replace("GROUPS_DOCS", "groups = [\"docs\"]")
            .replace(
                "GROUPS_WIN",
                "groups = [\"main\", \"docs\"]\nmarkers = {main = \"sys_platform == 'win32'\"}")
            .replace("lock-version = \"2.0\"", "lock-version = \"2.1\""));

    assertThat(shown(read(Kind.POETRY_LOCK, "poetry.lock")))
        .extracting(line -> line.substring(line.indexOf(' ') + 1))
        .isEqualTo(OF_POETRY.stream().map(l -> l.substring(l.indexOf(' ') + 1)).toList());
  }

  @Test
  void namesTheLineThatALockOfPoetryDoesNotMeet() throws Exception {
    write("poetry.lock", POETRY.replaceAll("GROUPS_\\w+", ""));
    write(
        "pyproject.toml", POETRY_PROJECT.replace("^23.1", "^24.1").replace("iniconfig", "pytest"));

    BuildFailure failure = failure(Kind.POETRY_LOCK, "poetry.lock");

    assertThat(failure.message())
        .isEqualTo(
            "Cannot use `pyproject.toml` at line 7: it asks for `attrs ^24.1`, and `poetry.lock`"
                + " has attrs 23.2.0");
    assertThat(failure.details())
        .containsExactly(
            "`pyproject.toml` at line 11: it asks for `pytest ^2.0`, and `poetry.lock` has none");
    write("poetry.lock", "[metadata]\nlock-version = \"9.1\"\n");
    assertThat(failure(Kind.POETRY_LOCK, "poetry.lock").message())
        .isEqualTo(
            "Cannot read `poetry.lock` at line 2: its version is `9.1`, and only 1 and 2 are"
                + " known");
  }

  @Test
  void readsAPipfile() throws Exception {
    write("lib/setup.py", "");
    write(
        "Pipfile",
        """
        [[source]]
        url = "https://example.org/simple"
        verify_ssl = true
        name = "pypi"
        [[source]]
        url = "https://other.example.org/simple"
        name = "other"

        [packages]
        attrs = "*"
        requests = {version = ">=2.31", extras = ["socks"], index = "other"}
        Flask = "==3.0"
        colorama = {version = "*", sys_platform = "== 'win32'"}
        here = {path = "./lib", editable = true}
        thing = {git = "https://example.org/a/thing.git", ref = "v1"}

        [dev-packages]
        iniconfig = "~=2.0"
        attrs = "==1"
        """);

    Requirements requirements = read(Kind.PIPFILE, "Pipfile");

    assertThat(shown(requirements))
        .containsExactly(
            "10 attrs",
            "11 requests[socks]>=2.31",
            "12 Flask==3.0",
            "14 -e ./lib",
            "15 git https://example.org/a/thing.git@v1",
            "18 iniconfig~=2.0");
    assertThat(requirements.options().extraIndexUrls())
        .containsExactly("https://other.example.org/simple");
  }

  private static final String PIPFILE_LOCK =
      """
      {
          "_meta": {
              "hash": {"sha256": "00"},
              "pipfile-spec": 6,
              "requires": {"python_version": "3.13"},
              "sources": [
                  {"name": "pypi", "url": "https://example.org/simple", "verify_ssl": true}
              ]
          },
          "default": {
              "attrs": {
                  "hashes": ["sha256:A", "sha256:B"],
                  "index": "pypi",
                  "markers": "python_version >= '3.9'",
                  "version": "==25.3.0"
              },
              "colorama": {
                  "markers": "sys_platform == 'win32'",
                  "version": "==0.4.6"
              },
              "thing": {
                  "git": "https://example.org/a/thing.git",
                  "ref": "COMMIT"
              }
          },
          "develop": {
              "iniconfig": {
                  "version": "==2.1.0"
              }
          }
      }
      """
          .replace("sha256:A", "sha256:" + A)
          .replace("sha256:B", "sha256:" + B)
          .replace("COMMIT", COMMIT);

  @Test
  void readsALockOfPipenv() throws Exception {
    List<ProjectFile> files =
        List.of(
            new ProjectFile(Kind.PIPFILE, "Pipfile"),
            new ProjectFile(Kind.PIPFILE_LOCK, "Pipfile.lock"));
    write("Pipfile", "[packages]\nattrs = \">=25\"\nthing = {git = \"https://x\"}\n");
    write("Pipfile.lock", PIPFILE_LOCK);

    Requirements requirements = read(files);

    assertThat(shown(requirements))
        .containsExactly(
            "11 attrs==25.3.0 #2",
            "21 git https://example.org/a/thing.git@" + COMMIT,
            "27 iniconfig==2.1.0");
    write("Pipfile", "[packages]\nattrs = \"<25\"\n[dev-packages]\npytest = \"*\"\n");
    BuildFailure failure = catchThrowableOfType(BuildFailure.class, () -> read(files));
    assertThat(failure.message())
        .isEqualTo(
            "Cannot use `Pipfile` at line 2: it asks for `attrs <25`, and `Pipfile.lock` has attrs"
                + " 25.3.0");
    assertThat(failure.details())
        .containsExactly("`Pipfile` at line 4: it asks for `pytest`, and `Pipfile.lock` has none");
  }

  @Test
  void readsALockOfPipenvAlone() throws Exception {
    write("Pipfile.lock", PIPFILE_LOCK);
    assertThat(shown(read(Kind.PIPFILE_LOCK, "Pipfile.lock"))).hasSize(3);
    write("Pipfile.lock", "{\n  x");
    assertThat(failure(Kind.PIPFILE_LOCK, "Pipfile.lock").message())
        .isEqualTo("Cannot read `Pipfile.lock` at line 2: it is not valid JSON");
    write("Pipfile.lock", "[]");
    assertThat(failure(Kind.PIPFILE_LOCK, "Pipfile.lock").message())
        .isEqualTo("Cannot read `Pipfile.lock` at line 1: it has no `default` packages");
  }

  private static final String PYLOCK =
      """
      lock-version = "1.0"
      created-by = "a test"
      requires-python = ">=3.11"
      environments = ["sys_platform == 'linux'"]
      default-groups = ["dev"]

      [[packages]]
      name = "attrs"
      version = "25.3.0"
      wheels = [
          {name = "attrs-25.3.0-py3-none-any.whl", url = "https://example.org/a.whl", hashes = {sha256 = "A"}},
      ]

      [[packages]]
      name = "colorama"
      version = "0.4.6"
      marker = "sys_platform == 'win32'"

      [[packages]]
      name = "iniconfig"
      marker = "'dev' in dependency_groups"
      archive = {url = "https://example.org/iniconfig.zip", hashes = {sha256 = "A"}}

      [[packages]]
      name = "packaging"
      version = "25.0"
      marker = "'docs' in dependency_groups"

      [[packages]]
      name = "thing"
      vcs = {type = "git", url = "https://example.org/a/thing", commit-id = "COMMIT", subdirectory = "lib"}

      [[packages]]
      name = "sample"
      directory = {path = ".", editable = true}
      """
          .replace("\"A\"", "\"" + A + "\"")
          .replace("COMMIT", COMMIT);

  @Test
  void readsAPylock() throws Exception {
    write("pylock.toml", PYLOCK);

    assertThat(shown(read(Kind.PYLOCK, "pylock.toml")))
        .containsExactly(
            "7 attrs==25.3.0 #1",
            "19 https://example.org/iniconfig.zip #1",
            "29 git https://example.org/a/thing@" + COMMIT + " lib",
            "33 ./");
  }

  @Test
  void refusesAPylockForOthers() throws Exception {
    write("pylock.toml", PYLOCK.replace("== 'linux'", "== 'darwin'"));
    assertThat(failure(Kind.PYLOCK, "pylock.toml").message())
        .isEqualTo(
            "Cannot read `pylock.toml` at line 4: it is for other platforms or Pythons than the"
                + " image's");
    write("pylock.toml", PYLOCK.replace(">=3.11", "<3.12"));
    assertThat(failure(Kind.PYLOCK, "pylock.toml").message())
        .isEqualTo(
            "Cannot read `pylock.toml` at line 3: it is for Python `<3.12`, and the image has"
                + " 3.13");
    write("pylock.toml", PYLOCK.replace("lock-version = \"1.0\"", "lock-version = \"2.0\""));
    assertThat(failure(Kind.PYLOCK, "pylock.toml").message())
        .isEqualTo(
            "Cannot read `pylock.toml` at line 1: its version is `2.0`, and only 1 is known");
    write("pylock.toml", PYLOCK.replace("'dev' in", "'dev' of"));
    assertThat(failure(Kind.PYLOCK, "pylock.toml").message())
        .startsWith("Cannot read `pylock.toml` at line 19: ");
  }

  @Test
  void installsTheRepositoryAfterItsRequirements() throws Exception {
    write("requirements.txt", "six\n");
    write("setup.py", "");
    write("pyproject.toml", PROJECT);

    Requirements requirements =
        read(
            List.of(
                new ProjectFile(Kind.REQUIREMENTS, "requirements.txt"),
                new ProjectFile(Kind.PACKAGE, "setup.py"),
                new ProjectFile(Kind.PACKAGE, "pyproject.toml")));

    assertThat(shown(requirements)).containsExactly("1 six", "1 ./");
    assertThat(requirements.needsRepository()).isTrue();
    assertThat(requirements.requirements().getLast().origin().file()).isEqualTo("setup.py");
  }

  private static final class NoNetwork implements Fetcher {
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
