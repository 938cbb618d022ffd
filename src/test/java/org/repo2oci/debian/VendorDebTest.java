package org.repo2oci.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.FileTree;

class VendorDebTest {
  @TempDir private Path folder;

  private Path write(byte[] bytes) throws Exception {
    return Files.write(folder.resolve("a.deb"), bytes);
  }

  @Test
  void saysWhatItDependsOnWithoutVersions() throws Exception {
    Path deb =
        write(
            DebWriter.deb("server")
                .control(
                    "control",
                    """
                    Package: server
                    Version: 2.0+1
                    Architecture: amd64
                    Pre-Depends: dpkg
                    Depends: libc6 (>= 2.7), libssl1.1 | libssl3 (>= 3.0),
                     psmisc
                    """)
                .bytes());

    assertThat(VendorDeb.read(deb, "a.deb"))
        .isEqualTo(
            new VendorDeb(
                "server",
                "2.0+1",
                "amd64",
                List.of("dpkg", "libc6", "libssl1.1 | libssl3", "psmisc")));
  }

  @Test
  void itsFilesAreThoseThatAreNotLeftOut() throws Exception {
    Path deb =
        write(
            DebWriter.deb("server")
                .folder("./usr/lib/server/")
                .file("./usr/lib/server/run", "x")
                .folder("./lib/systemd/")
                .file("./lib/systemd/server.service", "y")
                .bytes());

    FileTree files =
        VendorDeb.files(
            deb, "a.deb", folder, new Exclusions(List.of("/usr/lib/systemd/*"), List.of()));

    assertThat(files.nodes()).containsKeys("usr/lib/server", "usr/lib/server/run");
    assertThat(files.nodes().keySet()).noneMatch(path -> path.endsWith(".service"));
  }

  @Test
  void whatIsNoPackageIsSaid() throws Exception {
    Path deb = write("<html>".getBytes(java.nio.charset.StandardCharsets.UTF_8));

    assertThatThrownBy(() -> VendorDeb.read(deb, "https://example.org/a.deb"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("Cannot read the Debian package `https://example.org/a.deb`: ");
  }

  @Test
  void aPackageWithoutAVersionIsNone() throws Exception {
    Path deb = write(DebWriter.deb("server").control("control", "Package: server\n").bytes());

    assertThatThrownBy(() -> VendorDeb.read(deb, "a.deb"))
        .hasMessage("Cannot read the Debian package `a.deb`: it does not say its `version`");
  }
}
