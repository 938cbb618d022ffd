package org.repo2oci.pypi.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;

class ChoiceTest {
  @TempDir Path repository;

  private static Pylock.File file(String name) {
    return new Pylock.File(
        name,
        "https://example.org/" + name,
        Optional.of(1L),
        Optional.of(Digest.of(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
  }

  private static Pylock.Entry entry(Optional<String> sdist, String... wheels) {
    return new Pylock.Entry(
        "thing",
        Optional.of("1"),
        Arrays.stream(wheels).map(ChoiceTest::file).toList(),
        sdist.map(ChoiceTest::file),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private Choice choice(String... lines) throws Exception {
    return new Choice(Given.TARGET, Given.requirements(repository, lines));
  }

  @Test
  void prefersTheWheelThatFitsBest() throws Exception {
    Pylock.Entry entry =
        entry(
            Optional.of("thing-1.tar.gz"),
            "thing-1-py3-none-any.whl",
            "thing-1-cp313-cp313-manylinux_2_17_x86_64.whl",
            "thing-1-cp313-cp313-manylinux_2_28_x86_64.whl",
            "thing-1-cp313-cp313-macosx_11_0_arm64.whl");

    assertThat(choice("thing").pick(entry).filename())
        .isEqualTo("thing-1-cp313-cp313-manylinux_2_28_x86_64.whl");
  }

  @Test
  void prefersTheLaterBuildOfEqualWheels() throws Exception {
    Pylock.Entry entry =
        entry(
            Optional.empty(),
            "thing-1-2-py3-none-any.whl",
            "thing-1-10-py3-none-any.whl",
            "thing-1-py3-none-any.whl");

    assertThat(choice("thing").pick(entry).filename()).isEqualTo("thing-1-10-py3-none-any.whl");
  }

  @Test
  void takesTheSourceWhereNoWheelFits() throws Exception {
    Pylock.Entry entry = entry(Optional.of("thing-1.tar.gz"), "thing-1-cp27-cp27m-win32.whl");

    assertThat(choice("thing").pick(entry).filename()).isEqualTo("thing-1.tar.gz");
  }

  @Test
  void takesOnlyWhatHasAHashOfTheList() throws Exception {
    Pylock.Entry entry = entry(Optional.of("thing-1.tar.gz"), "thing-1-py3-none-any.whl");
    Digest source = file("thing-1.tar.gz").sha256().orElseThrow();

    assertThat(choice("thing==1 --hash=" + source).pick(entry).filename())
        .isEqualTo("thing-1.tar.gz");
  }

  @Test
  void namesTheLineWhoseHashesFitNothing() throws Exception {
    Pylock.Entry entry = entry(Optional.empty(), "thing-1-py3-none-any.whl");
    Choice choice = choice("# a comment", "Thing==1 --hash=sha256:" + "0".repeat(64));

    BuildFailure failure = catchThrowableOfType(BuildFailure.class, () -> choice.pick(entry));

    assertThat(failure.message())
        .isEqualTo(
            "Cannot resolve `requirements.txt` at line 2: no archive of `thing==1` has a hash of the"
                + " list");
    assertThat(failure.details().getFirst())
        .contains("thing-1-py3-none-any.whl")
        .contains(entry.wheels().getFirst().sha256().orElseThrow().hex());
    assertThat(failure.hints()).isNotEmpty();
  }

  @Test
  void saysThatNothingFits() throws Exception {
    Choice choice = choice("thing");

    BuildFailure failure =
        catchThrowableOfType(
            BuildFailure.class,
            () -> choice.pick(entry(Optional.empty(), "thing-1-cp27-cp27m-win32.whl")));

    assertThat(failure.message())
        .isEqualTo(
            "Cannot resolve `thing==1`: it has no wheel for Python 3.13 on linux/amd64 and no"
                + " source");
    assertThat(failure.hints()).isEqualTo(List.of("Ask for another version of `thing`"));
  }
}
