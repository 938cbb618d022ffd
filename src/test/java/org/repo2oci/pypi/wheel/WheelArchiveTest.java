package org.repo2oci.pypi.wheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.repo2oci.failure.BuildFailure;

class WheelArchiveTest {
  @TempDir Path folder;
  private final WheelBuilder demo = WheelBuilder.of("demo-pkg", "1.0");

  @Test
  void tellsWhatItIs() throws IOException {
    WheelArchive wheel = read(demo.file("demo/__init__.py", ""));

    assertThat(wheel.name()).isEqualTo("demo-pkg");
    assertThat(wheel.version()).isEqualTo("1.0");
    assertThat(wheel.distInfo()).isEqualTo("demo_pkg-1.0.dist-info");
    assertThat(wheel.members())
        .extracting(ZipMember::name)
        .containsExactly(
            "demo_pkg-1.0.dist-info/METADATA",
            "demo_pkg-1.0.dist-info/WHEEL",
            "demo/__init__.py",
            "demo_pkg-1.0.dist-info/RECORD");
  }

  @Test
  void readsCommandsAndPassesOverOtherGroups() throws IOException {
    EntryPoints commands =
        read(demo.file(
                demo.info() + "entry_points.txt",
                """
                # comment
                [console_scripts]
                a = m:f
                b=m.n:g.h [extra]

                [gui_scripts]
                c = m:w
                [other]
                d = m:x
                """))
            .entryPoints();

    assertThat(commands.console())
        .containsExactly(
            java.util.Map.entry("a", "m:f"), java.util.Map.entry("b", "m.n:g.h [extra]"));
    assertThat(commands.gui()).containsExactly(java.util.Map.entry("c", "m:w"));
  }

  @Test
  void refusesWhatIsNoZip() {
    assertThatExceptionOfType(BuildFailure.class)
        .isThrownBy(() ->
            WheelArchive.read(
                java.nio.file.Files.writeString(folder.resolve("x"), "<html>"), "x.whl"))
        .withMessage("Cannot install `x.whl`: it is not a zip, or its end is missing")
        .satisfies(failure -> assertThat(failure.hints()).isNotEmpty());
  }

  @Test
  void refusesAWheelWithoutOrWithSeveralMetadataFolders() {
    assertRefused(
        demo.file("other-2.dist-info/METADATA", ""),
        "it has several `.dist-info` folders: demo_pkg-1.0.dist-info, other-2.dist-info");
    WheelBuilder none = WheelBuilder.of("demo", "1.0");
    assertRefused(none.without(none.info() + "WHEEL"), "it has no `demo-1.0.dist-info/WHEEL`");
  }

  @ParameterizedTest
  @CsvSource({"2.0", "0.1", "1", "one"})
  void refusesOtherWheelVersions(String version) {
    assertRefused(
        demo.file(demo.info() + "WHEEL", "Wheel-Version: " + version + "\n"),
        "its format is version `%s`; only 1.x is known".formatted(version));
  }

  @Test
  void takesNewerMinorWheelVersions() {
    assertThatNoException()
        .isThrownBy(() -> read(demo.file(demo.info() + "WHEEL", "Wheel-Version: 1.9\n")));
  }

  @Test
  void refusesAnotherProjectOrVersion() throws IOException {
    WheelArchive wheel = read(demo);

    assertThatNoException().isThrownBy(() -> wheel.requireIdentity("Demo.Pkg", Optional.of("1.0")));
    assertThatExceptionOfType(BuildFailure.class)
        .isThrownBy(() -> wheel.requireIdentity("other", Optional.of("1.0")))
        .withMessageContaining("it holds `demo-pkg`, not `other`");
    assertThatExceptionOfType(BuildFailure.class)
        .isThrownBy(() -> wheel.requireIdentity("demo-pkg", Optional.of("1.1")))
        .withMessageContaining("it holds version `1.0`, not `1.1`");
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, 1.0.0, true",
    "1.0rc1, 1.0.0-RC.1, true",
    "v2026.01.02, 2026.1.2, true",
    "1.0+cpu, 1.0+CPU, true",
    "1.0+cpu_1, 1.0+cpu.1, true",
    "1.0.post1, 1.0-r1, true",
    "1!2.0, 1!2, true",
    "1.0, 1.0.1, false",
    "1.0, 1.0.dev0, false",
    "1.0+cpu, 1.0, false",
    "1.10, 1.1, false",
    "1.0+1.0, 1.0+1, false"
  })
  void comparesVersionsAsTheirMeaning(String a, String b, boolean same) {
    assertThat(ReleaseVersion.same(a, b)).isEqualTo(same);
  }

  @Test
  void refusesABomb() {
    assertRefused(sayingSize(300_000_000), "it unpacks to 300 MB from");
    assertRefused(sayingSize(Long.MAX_VALUE), "it unpacks to more than 16 GiB");
  }

  /** The size is refused before anything is unpacked, so it need not be true. */
  private WheelBuilder sayingSize(long size) {
    return demo.file("demo/zeros", "x")
        .member(
            "demo/zeros",
            member -> {
              member.zip64 = true;
              member.size = size;
              member.sizesFollow = true;
            });
  }

  private void assertRefused(WheelBuilder wheel, String reason) {
    assertThatExceptionOfType(BuildFailure.class)
        .isThrownBy(() -> read(wheel))
        .withMessageStartingWith("Cannot install `" + wheel.fileName() + "`: ")
        .withMessageContaining(reason);
  }

  private WheelArchive read(WheelBuilder wheel) throws IOException {
    return WheelArchive.read(wheel.write(folder), wheel.fileName());
  }
}
