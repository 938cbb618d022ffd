package org.repo2oci.layer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.RandomTree;
import org.repo2oci.filetree.TreeText;

/** Our tars, read by GNU tar and by Python; and theirs, read by us. */
class OtherTarReadersTest {
  @TempDir Path folder;
  private Path tar;

  @BeforeEach
  void write() throws IOException {
    tar = folder.resolve("fixture.tar");
    try (OutputStream out = Files.newOutputStream(tar)) {
      TarStream.write(LayerFixture.tree(), out);
    }
  }

  @Test
  void gnuTarUnpacksIt() throws Exception {
    assumeTrue(Command.exists("tar"), "no GNU tar on this machine");
    Path root = Files.createDirectory(folder.resolve("root"));
    Command.run("tar", "-xpf", tar, "-C", root, "--no-same-owner", "--delay-directory-restore");

    Path home = root.resolve("home/jovyan");
    assertThat(home.resolve("profile")).hasContent("PATH=/srv\n");
    assertThat(Files.isSameFile(home.resolve("profile"), home.resolve(".profile"))).isTrue();
    assertThat(Files.readSymbolicLink(root.resolve("srv/link"))).hasToString("../etc");
    assertThat(root.resolve("srv/" + "long/".repeat(60) + "name")).hasContent("deep");
    assertThat(root.resolve("etc/.wh.gone")).isEmptyFile();
    assertThat(root.resolve("var/.wh..wh..opq")).isEmptyFile();
    assertThat(Files.getLastModifiedTime(root.resolve("tmp"), LinkOption.NOFOLLOW_LINKS).toMillis())
        .isEqualTo(1_500_000_000_000L);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
        .isEqualTo("rwxr-x---");
  }

  @Test
  void gnuTarListsOwnersAsNumbers() throws Exception {
    assumeTrue(Command.exists("tar"), "no GNU tar on this machine");
    assertThat(Command.run("tar", "-tvf", tar, "--utc", "--full-time"))
        .contains("drwxr-xr-x 0/0               0 2017-07-14 02:40:00 etc/")
        .contains("-rw-r--r-- 1000/1000        10 2020-09-13 12:26:40 home/jovyan/.profile")
        .contains("home/jovyan/profile link to home/jovyan/.profile")
        .contains("-rwsr-xr-x 0/0            1200 2017-07-14 02:40:00 usr/bin/sudo")
        .contains("drwxrwxrwt 0/0               0 2017-07-14 02:40:00 tmp/");
  }

  @Test
  void pythonReadsEveryMember() throws Exception {
    assumeTrue(Command.exists("python3"), "no python3 on this machine");
    String program =
        """
        import sys, tarfile
        for m in tarfile.open(sys.argv[1], "r:"):
            print(m.type.decode(), m.name, oct(m.mode), m.uid, m.gid, m.size, int(m.mtime), m.linkname)
        """;
    assertThat(Command.run("python3", "-X", "utf8", "-c", program, tar))
        .contains("0 etc/.wh.gone 0o0 0 0 0 1500000000")
        .contains("0 home/jovyan/Überblick-漢字.txt 0o644 1000 1000 3 1600000000")
        .contains("1 home/jovyan/profile 0o644 1000 1000 0 1600000000 home/jovyan/.profile")
        .contains("2 srv/link 0o777 0 0 0 1500000000 ../etc")
        .contains("5 home 0o755 0 0 0 315532800");
  }

  @Test
  void weReadWhatGnuTarRepacks() throws Exception {
    assumeTrue(Command.exists("tar"), "no GNU tar on this machine");
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can give files away");
    FileTree tree =
        FileTree.builder()
            .putAll(RandomTree.withoutWhiteouts(11, 200))
            .addMissingParents(TarStream.PARENTS)
            .build();
    Path ours = folder.resolve("ours.tar");
    Path root = Files.createDirectory(folder.resolve("unpacked"));
    try (OutputStream out = Files.newOutputStream(ours)) {
      TarStream.write(tree, out);
    }
    Command.run("tar", "-xpf", ours, "-C", root, "--numeric-owner", "--same-owner");
    for (String format : new String[] {"gnu", "posix"}) {
      Path theirs = folder.resolve(format + ".tar");
      Command.run("tar", "-cf", theirs, "--format=" + format, "-C", root, ".");

      FileTree read =
          TarStream.read(Files.newInputStream(theirs), folder.resolve(format + ".contents"));

      assertThat(String.join("\n", TreeText.of(read)).getBytes(UTF_8))
          .asString()
          .isEqualTo(String.join("\n", TreeText.of(tree)));
    }
  }
}
