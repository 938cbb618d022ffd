package org.repo2oci.conda.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.repo2oci.conda.link.LinkerFixture.ENV;
import static org.repo2oci.conda.link.LinkerFixture.PREFIX;
import static org.repo2oci.conda.link.LinkerFixture.file;
import static org.repo2oci.conda.link.LinkerFixture.text;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;

class CondaEnvironmentTest {
  private static final Instant LOCKED = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path folder;

  private LockedConda locked(String name, String requested) throws IOException {
    LockedConda locked = CondaArchiveBuilder.of(name, "1.0").conda(folder).locked();
    return new LockedConda(locked.record(), locked.channel(), locked.url(), requested);
  }

  @Test
  void theHistoryNamesPackagesAndWishes() throws IOException {
    List<LockedConda> packages =
        List.of(locked("numpy", "numpy >=1,<2"), locked("blas", ""), locked("a", "a='x',a"));
    FileTree tree = CondaEnvironment.tree(PREFIX, packages, LOCKED, Map.of());

    assertThat(text(tree, ENV + "conda-meta/history"))
        .isEqualTo(
            """
            ==> 2026-01-02 03:04:05 <==
            # cmd: repo2oci build
            +forge/linux-64::a-1.0-0
            +forge/linux-64::blas-1.0-0
            +forge/linux-64::numpy-1.0-0
            # update specs: ['a', 'a=\\'x\\'', 'numpy >=1,<2']
            """);
    assertThat(file(tree, ENV + "conda-meta/history").attributes().mtime())
        .isEqualTo(LOCKED.getEpochSecond());
    assertThat(tree.node("srv/conda/envs/notebook")).contains(new Node.Directory(PREFIX.folder()));
    assertThat(tree.node(ENV + "conda-meta/state")).isEmpty();
  }

  @Test
  void variablesAreInTheState() throws IOException {
    FileTree tree =
        CondaEnvironment.tree(PREFIX, List.of(), LOCKED, Map.of("B", "ü \"x\"", "A", "1"));

    assertThat(text(tree, ENV + "conda-meta/state"))
        .isEqualTo("{\"env_vars\":{\"A\":\"1\",\"B\":\"ü \\\"x\\\"\"}}");
    assertThat(text(tree, ENV + "conda-meta/history")).doesNotContain("specs");
  }

  @Test
  void specsAreTakenApartAtTheirCommas() {
    assertThat(CondaEnvironment.specs("a >=1,<2,!=1.5,b,c[version='>=1,<2',build=x],_d"))
        .containsExactly("a >=1,<2,!=1.5", "b", "c[version='>=1,<2',build=x]", "_d");
    assertThat(CondaEnvironment.specs("")).isEmpty();
  }
}
