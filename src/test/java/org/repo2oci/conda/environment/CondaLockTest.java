package org.repo2oci.conda.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.Noarch;
import org.repo2oci.conda.PackageRecord;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.pypi.spec.Requirement;

class CondaLockTest {
  private static final String SHA256 = "0123456789abcdef".repeat(4);
  private static final String MD5 = "0123456789abcdef".repeat(2);

  @TempDir private Path repository;

  private static CondaLock parse(String text) {
    return CondaLock.parse(text.getBytes(StandardCharsets.UTF_8), "a.lock", "linux-64");
  }

  private static BuildFailure failure(String text) {
    BuildFailure failure = catchThrowableOfType(BuildFailure.class, () -> parse(text));
    assertThat(failure).as(text).isNotNull();
    assertThat(failure.hints()).isNotEmpty();
    return failure;
  }

  private static PackageRecord record(CondaLock lock, String name) {
    return lock.named(name).map(LockedConda::record).orElseThrow();
  }

  @Test
  void readsAnExplicitList() throws Exception {
    CondaLock lock =
        parse(
            """
            # This file may be used to create an environment using:
            # platform: linux-64
            @EXPLICIT
            https://user:secret@example.org/t/tk-123/conda-forge/linux-64/python-3.11.9-hb806964_0_cpython.conda#%s

            https://example.org/conda-forge/noarch/tzdata-2024a-h0c530f3_0.conda#sha256:%s
            https://example.org/conda-forge/noarch/six-1.16.0-pyh6c4a22f_0.tar.bz2#%s
            file:///srv/channel/linux-64/x264-1!161.3030-h7f98852_1.tar.bz2#%s
            # pip tomli @ https://example.org/tomli-2.0.1-py3-none-any.whl --hash=sha256:%s
            """
                .formatted(MD5, SHA256, SHA256, MD5, SHA256));

    PackageRecord python = record(lock, "python");
    assertThat(python.version()).isEqualTo("3.11.9");
    assertThat(python.build()).isEqualTo("hb806964_0_cpython");
    assertThat(python.subdir()).isEqualTo("linux-64");
    assertThat(python.md5()).contains(MD5);
    assertThat(python.sha256()).isEmpty();
    assertThat(lock.named("python").orElseThrow().url())
        .isEqualTo(
            "https://example.org/conda-forge/linux-64/python-3.11.9-hb806964_0_cpython.conda");
    assertThat(record(lock, "six").noarch()).isEqualTo(Noarch.PYTHON);
    assertThat(record(lock, "tzdata").noarch()).isEqualTo(Noarch.GENERIC);
    assertThat(record(lock, "tzdata").sha256().orElseThrow().hex()).isEqualTo(SHA256);
    assertThat(record(lock, "x264").version()).isEqualTo("1!161.3030");
    assertThat(record(lock, "x264").buildNumber()).isEqualTo(1);
    assertThat(lock.channels())
        .containsExactly("https://example.org/conda-forge", "file:///srv/channel");
    assertThat(lock.notes())
        .containsExactly("`a.lock` has only an MD5 digest for 2 of its 4 packages");
    List<Requirement> pip =
        lock.requirements(repository, new EnvironmentFileTest.NoNetwork()).requirements();
    assertThat(pip)
        .singleElement()
        .satisfies(one -> {
          assertThat(one.name()).contains("tomli");
          assertThat(one.options().hashes()).containsExactly("sha256:" + SHA256);
          assertThat(one.origin().line()).isEqualTo(9);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://example.org/c/linux-64/a-1-0.conda           | 2 | `a-1-0.conda` has no digest",
        "https://example.org/c/linux-64/a-1-0.conda#00ff      | 2 | `a-1-0.conda` has no digest",
        "https://example.org/c/osx-arm64/a-1-0.conda#MD5      | 2 | `a-1-0.conda` is for `osx-arm64`, and the image is for `linux-64`",
        "https://example.org/c/linux-64/../a-1-0.conda#MD5    | 2 | `https://example.org/c/linux-64/../a-1-0.conda` is not the URL of a conda package",
        "https://example.org/c/linux-64/a-1-0.zip#MD5         | 2 | `https://example.org/c/linux-64/a-1-0.zip` is not the URL of a conda package",
        "../a-1-0.conda#MD5                                   | 2 | `../a-1-0.conda` is not the URL of a conda package",
        "numpy=1.2                                            | 2 | `numpy=1.2` is not the URL of a conda package",
      })
  void namesTheLineOfAnExplicitList(String line, int number, String why) {
    assertThat(failure("@EXPLICIT\n" + line.replace("MD5", MD5) + "\n").message())
        .isEqualTo("Cannot read `a.lock` at line %d: %s".formatted(number, why));
  }

  @Test
  void refusesAPackageTwiceAndAListOfAnotherPlatform() {
    String line = "https://example.org/c/linux-64/a-1-0.conda#" + MD5 + "\n";
    assertThat(failure("@EXPLICIT\n" + line + line).message())
        .isEqualTo("Cannot read `a.lock` at line 3: `a` is there a second time");
    assertThat(failure("# platform: osx-64\n@EXPLICIT\n").message())
        .isEqualTo(
            "Cannot use `a.lock` at line 1: it is for `osx-64`, and the image is for `linux-64`");
  }

  private static final String UNIFIED =
      """
      version: 1
      metadata:
        content_hash: {linux-64: abc}
        channels:
        - url: conda-forge
          used_env_vars: []
        platforms: [linux-64, osx-64]
      package:
      - name: numpy
        version: 2.1.0
        manager: conda
        platform: linux-64
        dependencies: {python: '>=3.11,<3.12.0a0', libblas: ''}
        url: https://example.org/conda-forge/linux-64/numpy-2.1.0-py311h71ddf71_1.conda
        hash: {md5: MD5, sha256: SHA256}
        category: main
        optional: false
      - name: numpy
        version: 2.1.0
        manager: conda
        platform: osx-64
        dependencies: {}
        url: https://example.org/conda-forge/osx-64/numpy-2.1.0-py311h71ddf71_1.conda
        hash: {md5: MD5}
        category: main
        optional: false
      - name: mkdocs
        version: 1.0
        manager: conda
        platform: linux-64
        dependencies: {}
        url: https://example.org/conda-forge/noarch/mkdocs-1.0-0.conda
        hash: {md5: MD5}
        category: docs
        optional: true
      - name: tomli
        version: 2.0.1
        manager: pip
        platform: linux-64
        dependencies: {}
        url: https://example.org/packages/tomli-2.0.1-py3-none-any.whl
        hash: {sha256: SHA256}
        category: main
        optional: false
      """
          .replace("SHA256", SHA256)
          .replace("MD5", MD5);

  @Test
  void readsTheUnifiedLockOfOnePlatform() throws Exception {
    CondaLock lock = parse(UNIFIED);

    assertThat(lock.packages()).hasSize(1);
    assertThat(record(lock, "numpy").depends())
        .containsExactly("python >=3.11,<3.12.0a0", "libblas");
    assertThat(record(lock, "numpy").sha256().orElseThrow().hex()).isEqualTo(SHA256);
    assertThat(lock.channels()).containsExactly("conda-forge");
    assertThat(lock.notes()).containsExactly("`mkdocs` is left out: it is of the category `docs`");
    assertThat(lock.requirements(repository, new EnvironmentFileTest.NoNetwork()).requirements())
        .singleElement()
        .satisfies(tomli -> {
          assertThat(tomli).isInstanceOf(Requirement.Archive.class);
          assertThat(tomli.origin().line()).isEqualTo(41);
        });
  }

  @Test
  void refusesAUnifiedLockWithoutThePlatform() {
    assertThat(failure(UNIFIED.replace("platform: linux-64", "platform: win-64")).message())
        .isEqualTo(
            "Cannot use `a.lock` at line 8: it has no package for `linux-64`, only for `osx-64`,"
                + " `win-64`");
    assertThat(failure(UNIFIED.replace("version: 1\nm", "version: 2\nm")).message())
        .isEqualTo("Cannot read `a.lock` at line 1: its version is `2`, and only 1 is known");
    assertThat(failure("version: 1\npackage: [a]\n").message())
        .isEqualTo("Cannot read `a.lock` at line 2: a lock file has no text here");
    assertThat(failure("a: b\n").message())
        .isEqualTo("Cannot read `a.lock`: it is no lock file that is known");
  }

  private static final String PIXI =
      """
      version: 6
      environments:
        default:
          channels:
          - url: https://example.org/conda-forge/
          indexes:
          - https://example.org/simple
          packages:
            linux-64:
            - conda: https://example.org/conda-forge/linux-64/python-3.13.1-h1_105_cp313.conda
            - conda: https://example.org/conda-forge/noarch/pip-25.0-pyh145f28c_0.conda
            - pypi: https://example.org/six-1.16.0-py2.py3-none-any.whl
            - pypi: git+https://example.org/a/b?rev=main#0123456789012345678901234567890123456789
            - pypi: ./
        docs:
          channels: []
          packages: {}
      packages:
      - conda: https://example.org/conda-forge/linux-64/python-3.13.1-h1_105_cp313.conda
        build_number: 105
        sha256: SHA256
        md5: MD5
        depends:
        - libffi >=3.4,<4.0a0
        - tzdata
        constrains: []
        license: Python-2.0
        size: 33233150
        timestamp: 1739803603242
        python_site_packages_path: lib/python3.13/site-packages
      - conda: https://example.org/conda-forge/noarch/pip-25.0-pyh145f28c_0.conda
        sha256: SHA256
        depends: [python >=3.13.0a0]
        license: MIT
      - pypi: https://example.org/six-1.16.0-py2.py3-none-any.whl
        name: six
        version: 1.16.0
        sha256: SHA256
      - pypi: git+https://example.org/a/b?rev=main#0123456789012345678901234567890123456789
        name: b
        version: 0.1
      - pypi: ./
        name: project
        version: 0.1.0
        sha256: SHA256
        editable: true
      """
          .replace("SHA256", SHA256)
          .replace("MD5", MD5);

  @Test
  void readsTheDefaultEnvironmentOfPixi() throws Exception {
    CondaLock lock = parse(PIXI);

    PackageRecord python = record(lock, "python");
    assertThat(python.depends()).containsExactly("libffi >=3.4,<4.0a0", "tzdata");
    assertThat(python.size()).isEqualTo(33233150);
    assertThat(python.timestamp()).isEqualTo(1739803603242L);
    assertThat(python.license()).contains("Python-2.0");
    assertThat(python.sitePackages()).contains("lib/python3.13/site-packages");
    assertThat(record(lock, "pip").noarch()).isEqualTo(Noarch.PYTHON);
    assertThat(lock.channels()).containsExactly("https://example.org/conda-forge/");
    assertThat(lock.notes())
        .containsExactly("of `a.lock` the environment `default` is taken, not `docs`");
    List<Requirement> pip =
        lock.requirements(repository, new EnvironmentFileTest.NoNetwork()).requirements();
    assertThat(pip.get(0).options().hashes()).containsExactly("sha256:" + SHA256);
    assertThat(pip.get(1))
        .isInstanceOfSatisfying(
            Requirement.Git.class,
            git -> assertThat(git.revision()).contains("0123456789012345678901234567890123456789"));
    assertThat(pip.get(2))
        .isInstanceOfSatisfying(
            Requirement.Local.class,
            local -> {
              assertThat(local.editable()).isTrue();
              assertThat(local.path()).isEmpty();
            });
  }

  @Test
  void readsTheOlderFormOfPixi() {
    CondaLock lock =
        parse(
            """
            version: 5
            environments:
              default:
                channels:
                - url: https://example.org/c/
                packages:
                  linux-64:
                  - conda: https://example.org/c/noarch/six-1.16.0-pyh6c4a22f_0.tar.bz2
            packages:
            - kind: conda
              name: six
              version: 1.16.0
              build: pyh6c4a22f_0
              subdir: noarch
              noarch: python
              url: https://example.org/c/noarch/six-1.16.0-pyh6c4a22f_0.tar.bz2
              sha256: %s
              depends: [python]
            """
                .formatted(SHA256));

    assertThat(record(lock, "six").depends()).containsExactly("python");
    assertThat(record(lock, "six").noarch()).isEqualTo(Noarch.PYTHON);
  }

  @Test
  void namesWhatALockOfPixiHasNot() {
    assertThat(failure(PIXI.replace("linux-64:\n", "osx-64:\n")).message())
        .isEqualTo(
            "Cannot use `a.lock` at line 9: it has no package for `linux-64`, only for `osx-64`");
    assertThat(failure(PIXI.replace("version: 6", "version: 3")).message())
        .isEqualTo("Cannot read `a.lock` at line 1: its version is `3`, and only 4 to 7 are known");
    assertThat(failure(PIXI.replace("  default:", "  other:")).message())
        .isEqualTo("Cannot read `a.lock` at line 3: it has no environment `default`");
    assertThat(failure(PIXI.replace("- pypi: ./\n  name", "- pypi: ./x\n  name")).message())
        .isEqualTo("Cannot read `a.lock` at line 14: `packages` has no `./`");
  }
}
