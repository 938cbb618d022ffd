package org.repo2oci.baseimage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.repo2oci.failure.BuildFailure;

class BaseFactsTest {
  private static BaseFacts facts(Files files) throws Exception {
    return BaseFacts.read(files.image(), "example.org/base:1");
  }

  private static void assertRefused(Files files, String reason) {
    assertThatThrownBy(() -> facts(files))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure.message())
                  .isEqualTo("Cannot build upon `example.org/base:1`: " + reason);
              assertThat(failure.hints()).isNotEmpty();
            });
  }

  @Test
  void debianSaysItByItsPackages() throws Exception {
    assertThat(facts(Files.bookworm()))
        .isEqualTo(
            new BaseFacts(
                "/usr/bin/python3.11", "3.11.2", "2.36", "C.UTF-8", false, java.util.List.of()));
  }

  @Test
  void otherDistributionsSayItByTheFilesThemselves() throws Exception {
    Files fedora =
        Files.bookworm()
            .without("var/lib/dpkg/status")
            .file(
                "usr/lib64/libc.so.6", "\0GNU C Library (GNU libc) stable release version 2.39.\n")
            .file("usr/bin/python3.11", "\177ELF 3.11 \0003.11.9\0(main)");

    assertThat(facts(fedora).glibc()).isEqualTo("2.39");
    assertThat(facts(fedora).pythonVersion()).isEqualTo("3.11.9");
  }

  @Test
  void anOlderLibrarysFileNameHasItsVersion() throws Exception {
    Files bullseye =
        Files.bookworm()
            .without("var/lib/dpkg/status")
            .file("usr/lib/x86_64-linux-gnu/libc-2.31.so", "")
            .file("usr/include/python3.11/patchlevel.h", "#define PY_VERSION \"3.11.0rc2\"");

    assertThat(facts(bullseye).glibc()).isEqualTo("2.31");
    assertThat(facts(bullseye).pythonVersion()).isEqualTo("3.11.0");
  }

  @Test
  void thePythonThatComesFirstOnPathCounts() throws Exception {
    Files official =
        Files.bookworm()
            .file("usr/local/bin/python3.13", "")
            .file("usr/local/bin/python3.9", "")
            .link("usr/local/bin/python3", "python3.13")
            .file("usr/local/include/python3.13/patchlevel.h", "#define PY_VERSION  \"3.13.7\"")
            .file("usr/local/lib/python3.13/os.py", "")
            .file("usr/local/lib/python3.13/asyncio/__init__.py", "");

    assertThat(facts(official).interpreter()).isEqualTo("/usr/local/bin/python3.13");
    assertThat(facts(official).pythonVersion()).isEqualTo("3.13.7");
  }

  @Test
  void compilersAreACompilerAndPythonsHeaders() throws Exception {
    Files files = Files.bookworm().file("usr/bin/gcc-12", "").link("usr/bin/gcc", "gcc-12");

    assertThat(facts(files).compilers()).isFalse();
    assertThat(facts(files.file("usr/include/python3.11/Python.h", "")).compilers()).isTrue();
  }

  @Test
  void englishIsUsedWhereItIsThere() throws Exception {
    assertThat(facts(Files.bookworm().file("usr/lib/locale/en_US.utf8/LC_CTYPE", "")).locale())
        .isEqualTo("en_US.UTF-8");
    assertThat(
            facts(Files.bookworm().file("usr/lib/locale/locale-archive", "\0en_US.utf8\0"))
                .locale())
        .isEqualTo("en_US.UTF-8");
  }

  @Test
  void missingCertificatesAreAWarning() throws Exception {
    assertThat(facts(Files.bookworm().without("etc/ssl/certs/ca-certificates.crt")).warnings())
        .singleElement()
        .asString()
        .contains("no CA certificates");
  }

  @Test
  void whatNothingCanBeBuiltUponIsRefused() {
    assertRefused(Files.bookworm().without("usr/bin/bash"), "it has no `/bin/bash`");
    assertRefused(Files.bookworm().without("usr/bin/python3.11"), "it has no Python");
    assertRefused(
        Files.bookworm()
            .without("usr/bin/python3.11")
            .file("usr/bin/python3.9", "")
            .link("usr/bin/python3", "python3.9"),
        "its Python is older than 3.10");
    assertRefused(
        Files.bookworm().without("usr/lib/python3.11/asyncio/__init__.py"),
        "the standard library of its Python 3.11 is not whole");
    assertRefused(
        Files.bookworm().without("var/lib/dpkg/status").file("usr/lib/ld-musl-x86_64.so.1", ""),
        "its C library is musl, as in Alpine Linux");
    assertRefused(
        Files.bookworm().without("var/lib/dpkg/status").file("usr/lib/libc-2.36.so", ""),
        "the version of `/usr/bin/python3.11` is not to be found");
  }

  @Test
  void areKeptInAStore() throws Exception {
    BaseFacts facts = facts(Files.bookworm().without("etc/ssl/certs/ca-certificates.crt"));

    assertThat(BaseFacts.parse(facts.text())).contains(facts);
    assertThat(BaseFacts.parse(new byte[] {'x'})).isEmpty();
  }
}
