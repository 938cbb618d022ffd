package org.repo2oci.conda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Real versions, specs and indexes, where this machine has them beside the project. */
public final class IndexData {
  private IndexData() {}

  /** A file or folder of the data; the test is skipped where there is none. */
  public static Path need(String name) {
    Path found =
        Stream.of(Path.of("../shared/data/conda"), Path.of("../../shared/data/conda"))
            .map(folder -> folder.resolve(name))
            .filter(Files::exists)
            .findFirst()
            .orElse(Path.of(name));
    assumeTrue(
        Files.exists(found), "`%s` of the shared data is not on this machine".formatted(name));
    return found;
  }

  /** A file's bytes, decompressed where it is {@code .zst}. */
  public static byte[] read(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
        InputStream plain = file.toString().endsWith(".zst") ? new ZstdInputStream(in) : in) {
      return plain.readAllBytes();
    }
  }
}
