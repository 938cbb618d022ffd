package org.repo2oci.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.repo2oci.debian.DebWriter.deb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;

class DebInstallerTest {
  @TempDir Path folder;
  private Exclusions exclusions = Exclusions.none();

  private UnpackedDeb unpack(DebWriter deb) throws IOException {
    return unpack(deb.bytes());
  }

  private UnpackedDeb unpack(byte[] bytes) throws IOException {
    Path archive = Files.write(folder.resolve("archive.deb"), bytes);
    LockedDeb locked =
        new LockedDeb(
            "a", "1.0-1", "amd64", "trixie", "pool/a.deb", bytes.length, Digest.of(bytes));
    return new DebInstaller(exclusions).unpack(locked, archive, folder);
  }

  private void assertRefused(DebWriter deb, String reason) {
    assertRefused(deb.bytes(), reason);
  }

  private void assertRefused(byte[] bytes, String reason) {
    assertThatThrownBy(() -> unpack(bytes))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("Cannot unpack the Debian package `a 1.0-1`: ")
        .hasMessageContaining(reason);
  }

  private static String text(FileTree tree, String path) {
    return tree.node(path).orElseThrow() instanceof Node.RegularFile file
        ? new String(TreeText.bytes(file), StandardCharsets.UTF_8)
        : "no file";
  }

  @ParameterizedTest
  @ValueSource(strings = {".xz", ".gz", ".zst", ""})
  void readsEveryCompression(String suffix) throws IOException {
    UnpackedDeb unpacked =
        unpack(deb("a").compressed(suffix).folder("./").folder("./etc").file("./etc/x", "content"));
    assertThat(text(unpacked.files(), "etc/x")).isEqualTo("content");
    assertThat(unpacked.files().nodes()).containsOnlyKeys("etc", "etc/x");
  }

  @Test
  void keepsModesOwnersTimesAndLinks() throws IOException {
    FileTree files =
        unpack(
                deb("a")
                    .folder("./var")
                    .folder("./var/mail", 02775, 0, 8)
                    .file("./var/su", "x", 04755)
                    .link("./var/link", "/etc/target")
                    .hardLink("./var/again", "./var/su"))
            .files();
    assertThat(files.node("var/mail"))
        .contains(new Node.Directory(new Attributes(02775, 0, 8, DebWriter.MTIME)));
    assertThat(files.node("var/su").orElseThrow().attributes())
        .isEqualTo(new Attributes(04755, 0, 0, DebWriter.MTIME));
    assertThat(files.node("var/link").orElseThrow())
        .isInstanceOfSatisfying(
            Node.SymbolicLink.class, link -> assertThat(link.target()).isEqualTo("/etc/target"));
    assertThat(files.node("var/again").orElseThrow())
        .isInstanceOfSatisfying(
            Node.HardLink.class, link -> assertThat(link.target()).isEqualTo("var/su"));
  }

  @Test
  void movesAliasedFoldersIntoUsrAndKeepsTheirLinks() throws IOException {
    UnpackedDeb unpacked =
        unpack(
            deb("a")
                .folder("./lib")
                .folder("./lib/x")
                .file("./lib/x/y", "1")
                .hardLink("./lib/x/z", "./lib/x/y")
                .link("./bin", "usr/bin")
                .folder("./usr"));
    assertThat(unpacked.files().nodes())
        .containsOnlyKeys("bin", "usr", "usr/lib", "usr/lib/x", "usr/lib/x/y", "usr/lib/x/z");
    assertThat(text(unpacked.records(), "var/lib/dpkg/info/a.list"))
        .isEqualTo("/lib\n/lib/x\n/lib/x/y\n/lib/x/z\n/bin\n/usr\n");
  }

  @Test
  void writesWhatDpkgKeeps() throws IOException {
    UnpackedDeb unpacked =
        unpack(
            deb("a")
                .control("postinst", "#!/bin/sh\n")
                .control("md5sums", "")
                .control("triggers", "interest-noawait /usr/lib/x\n")
                .control("conffiles", "/etc/x\nremove-on-upgrade /etc/old\n/etc/missing\n")
                .folder("./")
                .folder("./etc")
                .file("./etc/x", "abc"));
    assertThat(unpacked.records().nodes())
        .containsKeys("var/lib/dpkg/info/a.postinst", "var/lib/dpkg/info/a.md5sums")
        .doesNotContainKey("var/lib/dpkg/info/a.control");
    assertThat(unpacked.records().node("var/lib/dpkg/info/a.postinst").orElseThrow().attributes())
        .isEqualTo(new Attributes(0755, 0, 0, DebWriter.MTIME));
    assertThat(text(unpacked.records(), "var/lib/dpkg/info/a.list"))
        .isEqualTo("/.\n/etc\n/etc/x\n");
    assertThat(unpacked.triggers()).containsExactly("interest-noawait /usr/lib/x");
    assertThat(unpacked.status())
        .isEqualTo(
            """
            Package: a
            Status: install ok unpacked
            Version: 1.0-1
            Architecture: amd64
            Maintainer: Nobody <nobody@example.org>
            Description: a test
             with two lines
            Conffiles:
             /etc/x 900150983cd24fb0d6963f7d28e17f72
             /etc/missing newconffile

            """);
  }

  @Test
  void namesSharedPackagesWithTheirArchitecture() throws IOException {
    UnpackedDeb unpacked =
        unpack(
            deb("a")
                .control(
                    "control",
                    "Package: a\nVersion: 1.0-1\nArchitecture: amd64\nMulti-Arch: same\n"));
    assertThat(unpacked.records().nodes()).containsKey("var/lib/dpkg/info/a:amd64.list");
  }

  @Test
  void leavesOutWhatIsExcludedAndKeepsWhatIsKept() throws IOException {
    exclusions =
        new Exclusions(
            List.of("/usr/share/doc/*", "/usr/share/man/*"), List.of("/usr/share/doc/*/copyright"));
    FileTree files =
        unpack(
                deb("a")
                    .folder("./usr")
                    .folder("./usr/share")
                    .folder("./usr/share/doc")
                    .folder("./usr/share/doc/a")
                    .file("./usr/share/doc/a/copyright", "c")
                    .file("./usr/share/doc/a/first", "f")
                    .hardLink("./usr/share/second", "./usr/share/doc/a/first")
                    .folder("./usr/share/man")
                    .folder("./usr/share/man/man1")
                    .file("./usr/share/man/man1/a.1.gz", "m"))
            .files();
    assertThat(files.nodes())
        .containsOnlyKeys(
            "usr",
            "usr/share",
            "usr/share/doc",
            "usr/share/doc/a",
            "usr/share/doc/a/copyright",
            "usr/share/man",
            "usr/share/second");
    assertThat(text(files, "usr/share/second")).isEqualTo("f");
  }

  @Test
  void refusesPathsOutsideOfTheRoot() {
    assertRefused(deb("a").file("../etc/passwd", "x"), "is not a path inside the tree");
    assertRefused(deb("a").file("./usr/../../etc/passwd", "x"), "is not a path inside the tree");
    assertRefused(deb("a").file("/etc/passwd", "x"), "is not a path inside the tree");
    assertRefused(deb("a").file("./a//b", "x"), "is not a path inside the tree");
    assertRefused(deb("a").file("./" + "x".repeat(300), "x"), "longer than 255 bytes");
  }

  @Test
  void refusesWhatLiesBelowALink() {
    assertRefused(deb("a").link("./etc", "/root").file("./etc/x", "x"), "`etc/x` lies below `etc`");
    assertRefused(deb("a").file("./f/x", "x").file("./f", "x"), "`f/x` lies below `f`");
  }

  @Test
  void refusesHardLinksToWhatIsNoFileOfThePackage() {
    assertRefused(deb("a").hardLink("./x", "./etc/shadow"), "leads to `etc/shadow`");
    assertRefused(deb("a").hardLink("./x", "../../etc/shadow"), "is not a path inside the tree");
    assertRefused(deb("a").link("./l", "/etc/shadow").hardLink("./x", "./l"), "leads to `l`");
  }

  @Test
  void refusesDevicesAndDuplicates() {
    assertRefused(deb("a").device("./dev/sda"), "`dev/sda` is neither file, folder nor link");
    assertRefused(deb("a").file("./x", "1").file("./x", "2"), "it has `x` twice");
    assertRefused(deb("a").file("./bin/x", "1").file("./usr/bin/x", "2"), "`usr/bin/x` twice");
  }

  @Test
  void refusesControlFilesWithOtherNames() {
    assertRefused(deb("a").control("../../../etc/x", "x"), "is not a path inside the tree");
    assertRefused(deb("a").control("sub/x", "x"), "its control file `sub/x` is no plain file");
  }

  @Test
  void refusesAnotherPackageThanTheIndexPromised() {
    assertRefused(deb("b"), "its package is `b`, not `a`");
    assertRefused(
        deb("a").control("control", "Package: a\nVersion: 0.9\nArchitecture: amd64\n"),
        "its version is `0.9`, not `1.0-1`");
  }

  @Test
  void refusesWhatIsCutOffOrNoArchive() {
    byte[] whole = deb("a").file("./x", "x".repeat(10_000)).bytes();
    for (int length : List.of(0, 4, 30, 100, whole.length / 2, whole.length - 30)) {
      assertRefused(Arrays.copyOf(whole, length), "");
    }
    assertRefused("<html>".repeat(50).getBytes(StandardCharsets.UTF_8), "it is no ar archive");
  }

  @Test
  void refusesAMemberOfAnUnknownForm() throws IOException {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("debian-binary", "3.0\n".getBytes(StandardCharsets.UTF_8));
    assertRefused(DebWriter.ar(members), "its format is `3.0`");
    members.put("debian-binary", "2.0\n".getBytes(StandardCharsets.UTF_8));
    assertRefused(DebWriter.ar(members), "it has no member `control.tar`");
    members.put("control.tar.br", new byte[8]);
    assertRefused(DebWriter.ar(members), "is of an unknown form");
  }

  @Test
  void refusesABomb() throws IOException {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("debian-binary", "2.0\n".getBytes(StandardCharsets.UTF_8));
    members.put("control.tar.zst", DebWriter.compress(new byte[80 << 20], ".zst"));
    assertRefused(DebWriter.ar(members), "unpacks to more than");
  }

  @Test
  void theKeyChangesWithTheExclusions() {
    assertThat(new DebInstaller(Exclusions.none()).key())
        .isNotEqualTo(new DebInstaller(new Exclusions(List.of("/x"), List.of())).key());
  }
}
