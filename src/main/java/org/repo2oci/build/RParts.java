package org.repo2oci.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.repo2oci.cran.LockedR;
import org.repo2oci.cran.install.RPackageBuilder;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.Digest;
import org.repo2oci.lock.REnvironment;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.Stratum;
import org.repo2oci.store.Scratch;

/**
 * The R packages of an image: each unpacked by itself, so that its files are the same whatever else
 * is installed.
 */
record RParts(
    Workshop workshop,
    REnvironment r,
    RPackageBuilder builder,
    Prefixes prefixes,
    Scratch scratch,
    Semaphore unpacking) {
  List<Part> parts() throws IOException, InterruptedException {
    List<Part> parts = new ArrayList<>();
    for (LockedR locked : r.packages()) {
      Component component =
          new Component(
              Stratum.R_PACKAGES,
              locked.name(),
              locked.version(),
              locked.size(),
              List.of(builder.key(locked).toString(), r.library(), prefixes.identity()));
      parts.add(new Part(component, () -> tree(locked)));
    }
    return parts;
  }

  private FileTree tree(LockedR locked) throws IOException, InterruptedException {
    String library = r.library().substring(1);
    // A package may be in several layers' way at once; each has contents of its own.
    Path contents =
        scratch
            .directory()
            .resolve(Digest.of(locked.name().getBytes(StandardCharsets.UTF_8)).hex());
    unpacking.acquire();
    try {
      return prefixes.withFolders(
          builder.tree(locked, prefixes.owned(library, 0644, Prefixes.NO_TIME), contents));
    } finally {
      unpacking.release();
    }
  }
}
