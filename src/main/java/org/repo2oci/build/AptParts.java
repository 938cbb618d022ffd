package org.repo2oci.build;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.repo2oci.debian.AddedPackages;
import org.repo2oci.debian.ConfiguredBase;
import org.repo2oci.debian.DebianUnpacker;
import org.repo2oci.debian.LockedDeb;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.debian.UnpackedDeb;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.Stratum;
import org.repo2oci.store.Scratch;

/**
 * Debian packages above the base, those of buildpacks and those that the user's list names: for
 * each group a layer of what is unpacked, and one of what the maintainer scripts made of it. They
 * stand on the base and on each other alone, so that the packages of other ecosystems may change
 * without them, and they without those.
 */
record AptParts(
    Workshop workshop, LockedDebian lock, DebianUnpacker unpacker, AddedPackages packages) {
  private static final long CONFIGURED_SIZE = 1 << 20;
  private static final Set<Stratum> BASE =
      EnumSet.of(Stratum.BASE, Stratum.BASE_CONFIGURED, Stratum.FEATURES);

  List<StepPart> parts() throws IOException {
    List<StepPart> parts = new ArrayList<>();
    for (Map.Entry<String, LockedDebian.Added> feature : lock.features().entrySet()) {
      if (!feature.getValue().isEmpty()) {
        parts.addAll(
            group(
                "packages of " + feature.getKey(),
                feature.getValue(),
                Stratum.FEATURES,
                Stratum.FEATURES));
      }
    }
    if (!lock.added().isEmpty()) {
      parts.addAll(group("apt.txt", lock.added(), Stratum.APT, Stratum.APT_CONFIGURED));
    }
    return parts;
  }

  private List<StepPart> group(
      String title, LockedDebian.Added some, Stratum unpackedIn, Stratum configuredIn)
      throws IOException {
    List<LockedDeb> debs = lock.packages(some);
    Component unpacked =
        new Component(
            unpackedIn,
            title,
            "%d packages".formatted(debs.size()),
            debs.stream().mapToLong(LockedDeb::size).sum(),
            List.of(packages.packagesKey(lock, some).toString()));
    Component configured =
        new Component(
            configuredIn,
            title + " configuration",
            "",
            CONFIGURED_SIZE,
            List.of(packages.key(lock, some).toString()));
    Set<Stratum> whole = EnumSet.copyOf(BASE);
    whole.add(unpackedIn);
    return List.of(
        new StepPart(unpacked, BASE, false, false, below -> unpacked(some, below)),
        new StepPart(configured, whole, false, below -> configured(some, title, below)));
  }

  private List<UnpackedDeb> debs(LockedDebian.Added some, Scratch scratch)
      throws IOException, InterruptedException {
    return unpacker.unpack(lock, lock.packages(some), scratch.directory());
  }

  private StepPart.Made unpacked(LockedDebian.Added some, StepPart.Below below)
      throws IOException, InterruptedException {
    Scratch scratch = workshop.store().newScratch();
    try {
      return new StepPart.Made(packages.unpacked(debs(some, scratch), below.attributes()), scratch);
    } catch (IOException | InterruptedException | RuntimeException e) {
      scratch.close();
      throw e;
    }
  }

  private StepPart.Made configured(LockedDebian.Added some, String title, StepPart.Below below)
      throws IOException, InterruptedException {
    try (Scratch scratch = workshop.store().newScratch()) {
      ConfiguredBase made =
          packages.configure(
              lock, some, title, debs(some, scratch), below.folders(), below.attributes());
      return new StepPart.Made(made.changes(), made);
    }
  }
}
