package org.repo2oci.pypi.wheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.filetree.Content;

class ZipDirectoryTest {
  @TempDir Path folder;

  @Test
  void tellsNameModeTimeAndContentOfEachMember() throws IOException {
    RawZip zip = new RawZip();
    zip.add("a/b.py", "print(1)\n").mode(0100755);
    zip.add("a/ü.txt", "").mode(0);

    List<ZipMember> members = read(zip);

    assertThat(members).extracting(ZipMember::name).containsExactly("a/b.py", "a/ü.txt");
    assertThat(members).extracting(ZipMember::executable).containsExactly(true, false);
    assertThat(members.getFirst().mtime())
        .isEqualTo(Instant.parse("2020-02-03T04:05:06Z").getEpochSecond());
    assertThat(members.getFirst().content()).isInstanceOf(Content.Deflated.class);
    assertThat(text(members.getFirst())).isEqualTo("print(1)\n");
  }

  @Test
  void readsStoredMembersAsRanges() throws IOException {
    RawZip zip = new RawZip();
    zip.add("a", "abc").stored("abc".getBytes(StandardCharsets.UTF_8));

    ZipMember member = read(zip).getFirst();

    assertThat(member.content()).isInstanceOf(Content.Range.class);
    assertThat(text(member)).isEqualTo("abc");
  }

  @Test
  void readsZip64() throws IOException {
    RawZip zip = new RawZip().zip64();
    zip.add("a", "abc").zip64 = true;
    zip.add("b", "def");

    assertThat(read(zip)).extracting(member -> text(member)).containsExactly("abc", "def");
  }

  @Test
  void readsSizesThatFollowTheContent() throws IOException {
    Path file = folder.resolve("streamed.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      out.setComment("a comment at the end");
      out.putNextEntry(new ZipEntry("folder/"));
      out.putNextEntry(new ZipEntry("folder/a"));
      out.write("content".getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }

    List<ZipMember> members = ZipDirectory.read(file);

    assertThat(members).extracting(ZipMember::directory).containsExactly(true, false);
    assertThat(text(members.getLast())).isEqualTo("content");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../evil", "a/../../evil", "/etc/passwd", "a//b", "./a", "a/.", "", "..", "/"})
  void refusesNamesThatLeaveTheFolder(String name) {
    RawZip zip = new RawZip();
    zip.add(name, "x");

    assertRefused(zip, "would lie outside of where it is unpacked");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\b", "..\\evil", "a\nb", "a\0b", "\u001b[31m"})
  void refusesBackslashesAndControlCharacters(String name) {
    RawZip zip = new RawZip();
    zip.add(name, "x");

    assertRefused(zip, "has a backslash or a control character in its name");
  }

  @Test
  void refusesNamesThatAreNotUtf8() {
    RawZip zip = new RawZip();
    RawZip.Member member = zip.add("x", "x");
    member.name = new byte[] {(byte) 0xff};

    assertRefused(zip, "has a name that is not UTF-8");
  }

  @Test
  void refusesOneNameTwice() {
    RawZip zip = new RawZip();
    zip.add("a", "x");
    zip.add("a", "y");

    assertRefused(zip, "member `a` is there twice");
  }

  @Test
  void namesThatDifferByCaseAreTwoFiles() throws IOException {
    RawZip zip = new RawZip();
    zip.add("a", "x");
    zip.add("A", "y");

    assertThat(read(zip)).hasSize(2);
  }

  @Test
  void refusesAFileThatIsAlsoAFolder() {
    RawZip zip = new RawZip();
    zip.add("a/b", "x");
    zip.add("a", "y");

    assertRefused(zip, "member `a` is both a file and a folder");
  }

  @Test
  void refusesLinksAndDevices() {
    RawZip link = new RawZip();
    link.add("a", "/etc/passwd").mode(0120777);
    assertRefused(link, "member `a` is a symbolic link");

    RawZip pipe = new RawZip();
    pipe.add("a", "").mode(0010644);
    assertRefused(pipe, "member `a` is not an ordinary file");
  }

  @Test
  void refusesEncryptedMembers() {
    RawZip zip = new RawZip();
    zip.add("a", "x").flags |= 1;

    assertRefused(zip, "member `a` is encrypted");
  }

  @Test
  void refusesOtherCompression() {
    RawZip zip = new RawZip();
    zip.add("a", "x").method = 12;

    assertRefused(zip, "compressed by method 12");
  }

  @Test
  void refusesAnotherNameInTheLocalHeader() {
    RawZip zip = new RawZip();
    zip.add("good", "x").localName = "evil".getBytes(StandardCharsets.UTF_8);

    assertRefused(zip, "the zip says two things about the name of member `good`");
  }

  @Test
  void refusesASecondNameInAnExtraField() {
    RawZip zip = new RawZip();
    zip.add("good", "x").extra = new byte[] {0x75, 0x70, 1, 0, 1};

    assertRefused(zip, "member `good` has a second name");
  }

  @Test
  void refusesAnotherSizeOrCompressionInTheLocalHeader() {
    RawZip size = new RawZip();
    size.add("a", "x").localSize = 2;
    assertRefused(size, "two things about the size of member `a`");

    RawZip method = new RawZip();
    method.add("a", "x").localMethod = 0;
    assertRefused(method, "two things about the compression of member `a`");
  }

  @Test
  void refusesAPlaceOfAnotherSize() {
    RawZip zip = new RawZip();
    zip.add("a", "x").behind = new byte[] {1};

    assertRefused(zip, "two things about the size of member `a`");
  }

  @Test
  void refusesOverlap() throws IOException {
    RawZip inner = new RawZip();
    inner.add("b", "inner");
    byte[] hidden = inner.bytes();
    RawZip zip = new RawZip();
    zip.add("a", hidden).stored(hidden);
    RawZip.Member second = zip.add("b", "inner");
    byte[] whole = zip.bytes();
    // The directory's last record ends with offset and name; point it at the copy inside of `a`.
    int offsetAt = whole.length - 22 - second.name.length - 4;
    byte[] bytes = Arrays.copyOf(whole, whole.length);
    bytes[offsetAt] = 30 + 1;
    bytes[offsetAt + 1] = 0;

    assertThatExceptionOfType(ZipFormatException.class)
        .isThrownBy(() -> read(bytes))
        .withMessageContaining("member `b` overlaps with other data");
  }

  @Test
  void refusesWhatIsCutOffOrPutBehind() throws IOException {
    RawZip zip = new RawZip();
    zip.add("a", "abc");
    byte[] whole = zip.bytes();

    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatExceptionOfType(ZipFormatException.class).isThrownBy(() -> read(part));
    }
    byte[] behind =
        ("#!/bin/sh\n" + new String(whole, StandardCharsets.ISO_8859_1))
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThatExceptionOfType(ZipFormatException.class)
        .isThrownBy(() -> read(behind))
        .withMessageContaining("its directory is not where its end says");
  }

  @Test
  void refusesACountThatIsWrong() {
    RawZip more = new RawZip().sayCount(1);
    more.add("a", "x");
    assertRefused(more, "its directory is damaged");

    RawZip fewer = new RawZip().sayCount(-1);
    fewer.add("a", "x");
    assertRefused(fewer, "more members than its end says");
  }

  @Test
  void readsImpossibleAndFarTimesAsTheFirstDayOfZips() {
    assertThat(DosTime.seconds(0, 0)).isEqualTo(DosTime.EARLIEST);
    assertThat(DosTime.seconds(40 << 9 | 13 << 5 | 1, 0)).isEqualTo(DosTime.EARLIEST);
    assertThat(DosTime.seconds(40 << 9 | 1 << 5 | 1, 31)).isEqualTo(DosTime.EARLIEST);
    assertThat(DosTime.seconds(58 << 9 | 1 << 5 | 1, 0)).isEqualTo(DosTime.EARLIEST);
    assertThat(DosTime.seconds(1 << 5 | 1, 0)).isEqualTo(DosTime.EARLIEST);
  }

  private void assertRefused(RawZip zip, String reason) {
    assertThatExceptionOfType(ZipFormatException.class)
        .isThrownBy(() -> read(zip))
        .withMessageContaining(reason);
  }

  private List<ZipMember> read(RawZip zip) throws IOException {
    return read(zip.bytes());
  }

  private List<ZipMember> read(byte[] bytes) throws IOException {
    return ZipDirectory.read(Files.write(folder.resolve("test.zip"), bytes));
  }

  private static String text(ZipMember member) {
    try (InputStream content = member.content().open()) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
