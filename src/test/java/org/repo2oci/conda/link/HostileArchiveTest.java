package org.repo2oci.conda.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.PackageRecord;
import org.repo2oci.failure.BuildFailure;

/** Archives that somebody made to do harm, or that broke on the way. */
class HostileArchiveTest {
  private static final byte SYMBOLIC_LINK = '2';
  private static final byte HARD_LINK = '1';
  private static final byte DEVICE = '3';

  @TempDir Path folder;
  private LinkerFixture fixture;
  private final CondaArchiveBuilder demo = CondaArchiveBuilder.of("demo", "1.0");

  @BeforeEach
  void prepare() {
    fixture = new LinkerFixture(folder);
  }

  private void refused(CondaArchiveBuilder.Made made, String... saying) {
    assertThatExceptionOfType(BuildFailure.class)
        .isThrownBy(() -> fixture.link(made))
        .withMessageStartingWith("Cannot link `demo 1.0 0` of `forge`: ")
        .satisfies(failure -> assertThat(failure.message()).contains(saying));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "/etc/passwd", "share/../../evil", "share//x"})
  void membersOutsideOfThePrefixAreRefused(String path) throws IOException {
    refused(demo.member(path, (byte) '0', "").conda(folder), "its member");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "/etc/passwd", "share/../x"})
  void listedPathsOutsideOfThePrefixAreRefused(String path) throws IOException {
    refused(demo.list(path, "hardlink", Map.of()).conda(folder), "its path `" + path + "`");
  }

  @Test
  void listedPathsThatAreNotThereAreRefused() throws IOException {
    refused(
        demo.list("bin/x", "hardlink", Map.of()).conda(folder),
        "its list has `bin/x`, which is not in it");
  }

  @ParameterizedTest
  @CsvSource({
    "x, /etc",
    "x, ..",
    "x, ../other",
    "share/x, ../../y",
    "share/x, a/../../../y",
    "x, x"
  })
  void linksThatLeaveThePrefixAreRefused(String path, String target) throws IOException {
    refused(
        demo.link(path, target).conda(folder),
        "its link `%s` to `%s` leads out of the prefix".formatted(path, target));
  }

  @Test
  void linksThatLeaveThePrefixThroughOthersAreRefused() throws IOException {
    refused(
        demo.link("a/b/top", "../..").link("a/c", "b/top/../out").conda(folder),
        "its link `a/c` to `b/top/../out` leads out of the prefix");
  }

  @Test
  void linksInsideAreKept() throws IOException {
    demo.link("a/b/top", "../..").link("lib64", "lib").link("a/c", "b/top/lib64/../x");

    assertThat(fixture.tree(demo.conda(folder)).node(LinkerFixture.ENV + "a/c")).isPresent();
  }

  @Test
  void filesBelowLinksAreRefused() throws IOException {
    refused(
        demo.link("lib64", "lib").file("lib64/x", "x").conda(folder),
        "`lib64/x` lies below `lib64`, which is no folder");
  }

  @Test
  void modulesThatLandBelowAFileAreRefused() throws IOException {
    refused(
        demo.noarchPython()
            .file("lib/python3.13", "file")
            .file("site-packages/a.py", "")
            .conda(folder),
        "lies below `lib/python3.13`");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/shadow", "../../etc/shadow", "not/there"})
  void hardLinksToOtherFilesAreRefused(String target) throws IOException {
    CondaArchiveBuilder.Made made = demo.member("x", HARD_LINK, target).conda(folder);

    refused(made, target);
  }

  @Test
  void hardLinksToLinksAreRefused() throws IOException {
    refused(
        demo.member("x", SYMBOLIC_LINK, "y").member("z", HARD_LINK, "x").conda(folder),
        "its hard link `z` leads to `x`, which is no file before it");
  }

  @Test
  void devicesAreRefused() throws IOException {
    refused(
        demo.member("dev/null", DEVICE, "").conda(folder),
        "`dev/null` is neither file, folder nor link");
  }

  @Test
  void bombsAreRefused() throws IOException {
    byte[] megabyte = new byte[1 << 20];
    for (int i = 0; i < 260; i++) {
      demo.file("share/" + i, megabyte, 0644, Map.of());
    }
    refused(demo.conda(folder), "it unpacks to more than 268435456 bytes");
  }

  @Test
  void anotherPackageIsRefused() throws IOException {
    CondaArchiveBuilder.Made other = CondaArchiveBuilder.of("other", "1.0").conda(folder);
    CondaArchiveBuilder.Made made = demo.conda(folder);

    refused(
        new CondaArchiveBuilder.Made(made.locked(), other.file()),
        "its name is `other`, not `demo` as the channel's index says");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void archivesThatAreCutOffAreRefused(boolean newer) throws IOException {
    demo.file("share/a", "a".repeat(5000) + Arrays.toString(new int[999]));
    CondaArchiveBuilder.Made made = newer ? demo.conda(folder) : demo.tarBz2(folder);
    byte[] whole = Files.readAllBytes(made.file());
    Files.write(made.file(), Arrays.copyOf(whole, whole.length / 2));

    refused(made, "");
  }

  /** Whatever the bytes are, it is an error of the archive's or it is linked. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void damagedArchivesAreRefusedOrLinked(long seed) throws IOException {
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      CondaArchiveBuilder builder =
          CondaArchiveBuilder.of("demo", "1.0")
              .file("share/" + "long/".repeat(30) + "ü", "text")
              .link("lib/l", "m")
              .hardLink("lib/h", "share/" + "long/".repeat(30) + "ü")
              .text("bin/x", LinkerFixture.PLACEHOLDER, "#!" + LinkerFixture.PLACEHOLDER + "/sh")
              .damaged(tar -> {
                for (int i = random.nextInt(1, 20); i > 0; i--) {
                  tar[random.nextInt(tar.length - 1024)] = (byte) random.nextInt(256);
                }
                return tar;
              });
      CondaArchiveBuilder.Made made = builder.conda(folder);
      try {
        fixture.tree(made);
      } catch (BuildFailure expected) {
        assertThat(expected.message()).startsWith("Cannot link `demo 1.0 0`");
      }
    }
  }

  @Test
  void foldersOfModulesOutsideOfThePrefixAreRefused() throws IOException {
    PackageRecord record =
        CondaArchiveBuilder.of("python", "3.13.1").conda(folder).locked().record();
    PackageRecord escaping =
        new PackageRecord(
            record.name(),
            record.version(),
            record.build(),
            record.buildNumber(),
            record.subdir(),
            record.fileName(),
            record.noarch(),
            record.depends(),
            record.constrains(),
            record.trackFeatures(),
            record.timestamp(),
            record.size(),
            record.sha256(),
            record.md5(),
            record.license(),
            Optional.of("../../lib"));

    assertThatExceptionOfType(BuildFailure.class)
        .isThrownBy(() -> CondaPython.of(new LockedConda(escaping, "forge", "x", "")))
        .withMessage(
            "Cannot link `python 3.13.1 0` of `forge`: its folder of modules `../../lib` is not in"
                + " the prefix");
  }

  @Test
  void whatIsNoArchiveIsRefused() throws IOException {
    for (CondaArchiveBuilder.Made made :
        new CondaArchiveBuilder.Made[] {demo.conda(folder), demo.tarBz2(folder)}) {
      Files.writeString(made.file(), "<html>404</html>");
      refused(made, "");
    }
  }

  @Test
  void aListOfAnotherVersionIsRefused() throws IOException {
    refused(
        demo.info("paths.json", "{\"paths_version\": 2, \"paths\": []}").conda(folder),
        "its `info/paths.json` is of a version that is not known");
  }

  @Test
  void aListThatIsNoJsonIsRefused() throws IOException {
    refused(demo.info("paths.json", "{\"paths\": [").conda(folder), "");
    refused(demo.info("paths.json", "[]").conda(folder), "is no object");
  }

  @Test
  void aPlaceholderWithoutEndIsRefused() throws IOException {
    ByteArrayOutputStream slashes = new ByteArrayOutputStream();
    slashes.writeBytes("/".repeat(1_100_000).getBytes(StandardCharsets.US_ASCII));

    refused(
        demo.file(
                "x",
                slashes.toByteArray(),
                0644,
                Map.of("prefix_placeholder", "/", "file_mode", "text"))
            .conda(folder),
        "it has its placeholder more than 1000000 times");
  }
}
