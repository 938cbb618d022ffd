package org.repo2oci.repository.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.failure.BuildFailure;

class UnpackerTest {
  @TempDir Path temporary;
  private Path into = Path.of("");

  @BeforeEach
  void makeFolder() throws IOException {
    into = Files.createDirectory(temporary.resolve("into"));
  }

  private void unzip(String... namesAndTexts) throws IOException {
    Path file = Files.write(temporary.resolve("x.zip"), Zips.of(namesAndTexts));
    Unpacker.zip("x.zip", file, into);
  }

  private void untar(TarArchiveEntry... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (TarArchiveEntry entry : entries) {
        tar.putArchiveEntry(entry);
        tar.write(new byte[(int) entry.getSize()]);
        tar.closeArchiveEntry();
      }
    }
    Unpacker.tar("x.tar.gz", Files.write(temporary.resolve("x.tar.gz"), bytes.toByteArray()), into);
  }

  private static TarArchiveEntry link(String name, String target, byte type) {
    TarArchiveEntry entry = new TarArchiveEntry(name, type);
    entry.setLinkName(target);
    return entry;
  }

  @Test
  void keepsFoldersLinksAndWhatMayBeRun() throws IOException {
    unzip("a/b.txt", "text", "*run", "#!", "@link", "a/b.txt");

    assertThat(into.resolve("a/b.txt")).hasContent("text");
    assertThat(Files.isExecutable(into.resolve("run"))).isTrue();
    assertThat(Files.isExecutable(into.resolve("a/b.txt"))).isFalse();
    assertThat(Files.readSymbolicLink(into.resolve("link"))).hasToString("a/b.txt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "/evil", "a/../../evil", "a//b"})
  void aPathThatLeavesTheFolderIsRefused(String name) {
    assertThatThrownBy(() -> unzip(name, "x"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("Cannot unpack `x.zip`: ");
    assertThat(temporary.resolve("evil")).doesNotExist();
  }

  @Test
  void nothingIsWrittenThroughALink() throws IOException {
    Path outside = Files.createDirectory(temporary.resolve("outside"));

    assertThatThrownBy(() -> unzip("@door", outside.toString(), "door/evil", "x"))
        .isInstanceOf(BuildFailure.class);

    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void aTarMayNotWriteThroughALinkEither() throws IOException {
    Path outside = Files.createDirectory(temporary.resolve("outside"));

    assertThatThrownBy(() ->
            untar(
                link("door", outside.toString(), TarConstants.LF_SYMLINK),
                new TarArchiveEntry("door/evil")))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("twice");

    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void aLinkBelowALinkIsRefused() {
    assertThatThrownBy(() ->
            untar(
                link("a", "/tmp", TarConstants.LF_SYMLINK),
                link("a/b", "/etc", TarConstants.LF_SYMLINK)))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("below a link");
  }

  @Test
  void onlyFilesFoldersAndLinksComeOutOfATar() {
    assertThatThrownBy(() -> untar(link("copy", "/etc/shadow", TarConstants.LF_LINK)))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("neither file, folder nor link");
    assertThatThrownBy(() -> untar(new TarArchiveEntry("pipe", TarConstants.LF_FIFO)))
        .isInstanceOf(BuildFailure.class);
  }

  @Test
  void aZipThatIsCutOffIsRefused() throws IOException {
    byte[] whole = Zips.of("a", "text".repeat(100));
    Path file = Files.write(temporary.resolve("x.zip"), java.util.Arrays.copyOf(whole, 60));

    assertThat(Unpacker.isZip(file)).isTrue();
    assertThatThrownBy(() -> Unpacker.zip("x.zip", file, into)).isInstanceOf(BuildFailure.class);
  }

  @Test
  void aFileThatIsDamagedIsRefused() throws IOException {
    byte[] whole = Zips.of("a", "abcdefgh");
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    int sum = text.indexOf("PK\1\2") + 16;
    whole[sum] ^= 1;
    Path file = Files.write(temporary.resolve("x.zip"), whole);

    assertThatThrownBy(() -> Unpacker.zip("x.zip", file, into)).isInstanceOf(BuildFailure.class);
  }
}
