package org.repo2oci.pypi.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.repo2oci.fetch.Fetcher;

/** Requirements files that people have written. */
class CorpusTest {
  private static final Path CORPUS = Path.of("../shared/data/corpus");

  static List<Path> files() throws IOException {
    Path corpus =
        Stream.of(CORPUS, Path.of("../../shared/data/corpus"))
            .filter(Files::isDirectory)
            .findFirst()
            .orElse(CORPUS);
    if (!Files.isDirectory(corpus)) {
      return List.of(CORPUS);
    }
    try (Stream<Path> all = Files.walk(corpus)) {
      return all.filter(file -> file.getFileName().toString().matches("requirements.*\\.txt"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyLineIsUnderstood(Path file) throws Exception {
    assumeTrue(Files.isRegularFile(file), "the corpus is not on this machine");

    Requirements read =
        RequirementsReader.read(
            file.resolveSibling(""), file.getFileName().toString(), new NoNetwork());

    long said =
        Files.readAllLines(file).stream()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> !line.isEmpty() && !line.startsWith("-"))
            .count();
    assertThat(read.requirements()).hasSizeGreaterThanOrEqualTo((int) said);
    List<String> lines = Files.readAllLines(file);
    for (Requirement requirement : read.requirements()) {
      if (requirement instanceof Requirement.FromIndex named) {
        assertThat(lines.get(named.origin().line() - 1).strip()).startsWith(named.plainName());
      }
    }
  }

  private static final class NoNetwork implements Fetcher {
    @Override
    public byte[] get(java.net.URI uri, java.util.Map<String, String> headers) {
      throw new AssertionError(uri);
    }

    @Override
    public org.repo2oci.store.StoredBlob download(org.repo2oci.fetch.Download wanted) {
      throw new AssertionError(wanted);
    }
  }
}
