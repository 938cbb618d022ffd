package org.repo2oci.inspect;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.repo2oci.build.LockLayer;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.image.History;
import org.repo2oci.lock.Base;
import org.repo2oci.lock.CondaEnvironment;
import org.repo2oci.lock.Lock;
import org.repo2oci.plan.LayerNotes;
import org.repo2oci.plan.Stratum;

/** Finds the lock of an image: it has a layer of its own, and only that one is read. */
final class LockInside {
  private LockInside() {}

  /** The lock's text; empty for an image that carries none. */
  static Optional<byte[]> of(OpenImage image, List<String> createdBy)
      throws IOException, InterruptedException {
    for (int i = image.layers().size() - 1; i >= 0; i--) {
      if (isLock(image, createdBy, i) && image.layers().get(i).size() <= LockLayer.LARGEST) {
        return LockLayer.read(image.files().of(i), image.config().diffIds().get(i));
      }
    }
    return Optional.empty();
  }

  /** The stratum says it; where annotations were lost on the way, the history does. */
  private static boolean isLock(OpenImage image, List<String> createdBy, int layer) {
    Optional<String> stratum =
        Optional.ofNullable(image.layers().get(layer).annotations().get(LayerNotes.STRATUM));
    return stratum
        .map(Stratum.LOCK.title()::equals)
        .orElseGet(() -> createdBy.get(layer).equals("repo2oci: " + Stratum.LOCK.title()));
  }

  /** What the lock put into the image; not the tools of its build. */
  static List<InspectedImage.InstalledPackage> packages(Lock lock) {
    List<InspectedImage.InstalledPackage> packages = new ArrayList<>();
    switch (lock.base()) {
      case Base.Debian(var debian) ->
          debian
              .basePackages()
              .forEach(deb ->
                  packages.add(
                      new InspectedImage.InstalledPackage("debian", deb.name(), deb.version())));
      case Base.Image _ -> {
        // What a given image holds is not in the lock.
      }
    }
    for (CondaEnvironment environment : lock.conda()) {
      environment.packages().stream()
          .map(LockedConda::record)
          .forEach(one ->
              packages.add(
                  new InspectedImage.InstalledPackage("conda", one.name(), one.version())));
    }
    lock.python()
        .packages()
        .forEach(one ->
            packages.add(
                new InspectedImage.InstalledPackage("pypi", one.name(), one.version().orElse(""))));
    return packages;
  }

  /** The history's line of each layer; empty texts where they do not match. */
  static List<String> createdBy(OpenImage image) {
    List<String> lines =
        image.config().history().stream()
            .filter(entry -> !entry.emptyLayer())
            .map(History::createdBy)
            .toList();
    return lines.size() == image.layers().size()
        ? lines
        : image.layers().stream().map(_ -> "").toList();
  }
}
