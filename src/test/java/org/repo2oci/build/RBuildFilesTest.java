package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.debian.DebWriter;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.Digest;
import org.repo2oci.layer.Compression;
import org.repo2oci.layer.LayerBlob;
import org.repo2oci.layer.LayerOptions;
import org.repo2oci.lock.RBuild;
import org.repo2oci.store.Scratch;

class RBuildFilesTest {
  @TempDir private Path folder;

  @Test
  void itsLayerIsTheSameInEveryStore() throws Exception {
    String home = "./opt/R/4.4.3/lib/R/";
    byte[] bytes =
        DebWriter.deb("r-4.4.3")
            .file("./usr/share/doc/r/copyright", "GPL")
            .file(home + "bin/R", "#!/bin/sh\n")
            .file(home + "lib/libR.so", "code")
            .file(home + "lib/libicuuc.so.72", "code")
            .bytes();
    Path deb = Files.write(folder.resolve("r.deb"), bytes);

    LayerBlob first = layer("one", deb, 1);
    LayerBlob second = layer("another", deb, 2);

    assertThat(second).isEqualTo(first);
    assertThat(first.tarSize()).isPositive();
  }

  private LayerBlob layer(String store, Path deb, int threads) throws Exception {
    try (Workshop workshop =
        Workshop.open(
            new Workshop.Machine(Map.of(), Optional.empty(), folder.resolve(store), threads),
            _ -> {})) {
      RBuildFiles files =
          new RBuildFiles(
              workshop,
              RBuildRequest.parse(deb.toString()),
              new RBuild("", Files.size(deb), Digest.of(Files.readAllBytes(deb))),
              "4.4.3",
              new Prefixes(1000, 1000));
      try (Scratch scratch = workshop.store().newScratch()) {
        FileTree tree = files.part(scratch).files().tree();
        LayerBlob blob =
            workshop
                .layers()
                .build(Digest.of(new byte[0]), () -> tree, LayerOptions.of(Compression.standard()));
        assertThat(files.libraries()).containsExactly("libR.so", "libicuuc.so.72");
        return blob;
      }
    }
  }
}
