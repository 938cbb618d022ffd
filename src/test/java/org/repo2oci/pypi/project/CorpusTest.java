package org.repo2oci.pypi.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.repo2oci.fetch.Download;
import org.repo2oci.fetch.Fetcher;
import org.repo2oci.image.Platform;
import org.repo2oci.pypi.resolve.PythonTarget;
import org.repo2oci.pypi.spec.Requirement;
import org.repo2oci.store.StoredBlob;

/** A lock file that people keep, of a project whose groups name each other and itself. */
class CorpusTest {
  private static final Path REPOSITORY =
      Stream.of(Path.of("../shared/data/corpus"), Path.of("../../shared/data/corpus"))
          .filter(Files::isDirectory)
          .findFirst()
          .orElse(Path.of("../shared/data/corpus"))
          .resolve("Calysto__metakernel");

  @Test
  void readsALockOfPoetry() throws Exception {
    assumeTrue(Files.isDirectory(REPOSITORY), "the corpus is not on this machine");

    List<Requirement> requirements =
        new ProjectFiles(
                REPOSITORY, new PythonTarget(3, 13, Platform.LINUX_AMD64, 41), new NoNetwork())
            .read(List.of(new ProjectFile(ProjectFile.Kind.POETRY_LOCK, "poetry.lock")))
            .requirements();

    assertThat(requirements).hasSizeGreaterThan(100);
    assertThat(requirements)
        .extracting(one -> one.name().orElse(""))
        .contains("ipykernel", "pytest")
        .doesNotContain("appnope", "pywinpty")
        .doesNotHaveDuplicates();
    assertThat(requirements.getLast()).isInstanceOf(Requirement.Local.class);
    assertThat(requirements.subList(0, requirements.size() - 1))
        .allSatisfy(one -> assertThat(one.options().hashes()).isNotEmpty());
  }

  private static final class NoNetwork implements Fetcher {
    @Override
    public byte[] get(URI uri, Map<String, String> headers) {
      throw new AssertionError(uri);
    }

    @Override
    public StoredBlob download(Download wanted) {
      throw new AssertionError(wanted);
    }
  }
}
