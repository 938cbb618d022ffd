package org.repo2oci.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.failure.BuildFailure;

class DebianMirrorTest {
  @TempDir Path root;

  private void write(String name, String text) throws IOException {
    Path file = root.resolve("etc/apt").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static DebianMirror of(String main, String security) {
    return new DebianMirror(URI.create(main), Optional.of(URI.create(security)), true);
  }

  @Test
  void readsParagraphsOfAnyRelease() throws IOException {
    write(
        "sources.list.d/debian.sources",
        """
        Types: deb deb-src
        # http://commented.example.org/debian
        URIs: http://mirror.example.org/debian http://second.example.org/debian
        Suites: bookworm
          bookworm-updates
        Components: main contrib
        Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

        Types: deb
        URIs: http://mirror.example.org/debian-security/
        Suites: bookworm-security
        Components: main
        """);
    assertThat(DebianMirror.ofApt(root))
        .contains(
            of("http://mirror.example.org/debian/", "http://mirror.example.org/debian-security/"));
  }

  @Test
  void readsLinesWithOptions() throws IOException {
    write(
        "sources.list",
        """
        # deb http://commented.example.org/debian trixie main
        deb-src http://source.example.org/debian trixie main
        deb [arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] https://mirror.example.org/d trixie main # ours
        deb https://mirror.example.org/s trixie-security main
        """);
    assertThat(DebianMirror.ofApt(root))
        .contains(of("https://mirror.example.org/d/", "https://mirror.example.org/s/"));
  }

  @Test
  void followsAListOfMirrors() throws IOException {
    write("mirrors/debian.list", "# first\nhttps://mirror.example.org/debian priority:1\n");
    write(
        "sources.list.d/debian.sources",
        """
        Types: deb
        URIs: mirror+file:///etc/apt/mirrors/debian.list
        Suites: trixie trixie-updates
        Components: main
        """);
    assertThat(DebianMirror.ofApt(root).map(DebianMirror::main))
        .contains(URI.create("https://mirror.example.org/debian/"));
  }

  @Test
  void passesOverDisabledSourcesAndOtherVendors() throws IOException {
    write(
        "sources.list.d/a.sources",
        """
        Enabled: no
        Types: deb
        URIs: http://disabled.example.org/debian
        Suites: trixie
        Components: main

        Types: deb
        URIs: http://vendor.example.org/node
        Suites: nodistro
        Components: main
        """);
    write("sources.list.d/b.list", "deb http://vendor.example.org/apt cloud-sdk-bookworm main\n");
    write("sources.list.d/c.list", "deb http://vendor.example.org/engine bookworm stable\n");
    write("sources.list.d/d.list", "deb http://ubuntu.example.org/ubuntu noble main\n");
    assertThat(DebianMirror.ofApt(root)).isEmpty();
  }

  @Test
  void prefersDebianToAVendorWithTheSameSuite() throws IOException {
    write(
        "sources.list.d/a.list",
        "deb [signed-by=/etc/apt/keyrings/vendor.gpg] http://vendor.example.org/debian bookworm main\n");
    write(
        "sources.list.d/debian.list",
        """
        deb http://mirror.example.org/debian bookworm main
        deb http://mirror.example.org/debian bookworm-updates main
        """);
    assertThat(DebianMirror.ofApt(root).map(DebianMirror::main))
        .contains(URI.create("http://mirror.example.org/debian/"));
  }

  @Test
  void looksForSecurityBesideTheMainArchive() {
    DebianMirror mirror = DebianMirror.parse("https://mirror.example.org/debian/");
    assertThat(mirror.security())
        .contains(URI.create("https://mirror.example.org/debian-security/"));
    assertThat(mirror.securityRequired()).isFalse();
    assertThat(DebianMirror.parse("file:///srv/d, file:///srv/s").securityRequired()).isTrue();
  }

  @Test
  void aMachineWithoutAptHasNoMirror() {
    assertThat(DebianMirror.ofApt(root)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "mirror.example.org/debian", "ftp://example.org/debian", "a b", "x,y,z"})
  void refusesWhatIsNoUrl(String option) {
    assertThatThrownBy(() -> DebianMirror.parse(option))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("Cannot use `%s` as a Debian mirror".formatted(option));
  }
}
