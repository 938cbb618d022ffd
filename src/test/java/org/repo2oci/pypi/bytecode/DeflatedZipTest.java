package org.repo2oci.pypi.bytecode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.pypi.wheel.ZipDirectory;
import org.repo2oci.pypi.wheel.ZipMember;

class DeflatedZipTest {
  @TempDir Path folder;

  @Test
  void otherReadersReadIt() throws IOException {
    Path file = write(3);

    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.size()).isEqualTo(3);
      try (var content = zip.getInputStream(zip.getEntry("folder/ü2"))) {
        assertThat(content).hasContent("content 2");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65534, 65535, 65536, 70000})
  void holdsAnyNumberOfFiles(int count) throws IOException {
    assertThat(ZipDirectory.read(write(count)))
        .hasSize(count)
        .extracting(ZipMember::mtime)
        .containsOnly(count == 0 ? new Long[0] : new Long[] {315_532_800L});
  }

  private Path write(int count) throws IOException {
    Path file = folder.resolve(count + ".zip");
    try (OutputStream out = Files.newOutputStream(file)) {
      DeflatedZip zip = new DeflatedZip(out);
      for (int i = 0; i < count; i++) {
        zip.add(CompiledFile.of("folder/ü" + i, ("content " + i).getBytes(StandardCharsets.UTF_8)));
      }
      zip.finish();
    }
    return file;
  }
}
