package org.repo2oci.build;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
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
 * The Debian packages that the user's list names: a layer of what is unpacked, and one of what the
 * maintainer scripts made of it. Both stand on the base alone, so that the packages of other
 * ecosystems may change without them, and they without those.
 */
record AptParts(
    Workshop workshop, LockedDebian lock, DebianUnpacker unpacker, AddedPackages packages) {
  private static final long CONFIGURED_SIZE = 1 << 20;
  private static final Set<Stratum> BASE = EnumSet.of(Stratum.BASE, Stratum.BASE_CONFIGURED);

  List<StepPart> parts() throws IOException {
    if (lock.added().isEmpty()) {
      return List.of();
    }
    List<LockedDeb> added = lock.addedPackages();
    Component unpacked =
        new Component(
            Stratum.APT,
            "apt.txt",
            "%d packages".formatted(added.size()),
            added.stream().mapToLong(LockedDeb::size).sum(),
            List.of(packages.packagesKey(lock).toString()));
    Component configured =
        new Component(
            Stratum.APT_CONFIGURED,
            "apt.txt configuration",
            "",
            CONFIGURED_SIZE,
            List.of(packages.key(lock).toString()));
    Set<Stratum> whole = EnumSet.copyOf(BASE);
    whole.add(Stratum.APT);
    return List.of(
        new StepPart(unpacked, BASE, false, this::unpacked),
        new StepPart(configured, whole, false, this::configured));
  }

  private List<UnpackedDeb> debs(Scratch scratch) throws IOException, InterruptedException {
    return unpacker.unpack(lock, lock.addedPackages(), scratch.directory());
  }

  private StepPart.Made unpacked(StepPart.Below below) throws IOException, InterruptedException {
    Scratch scratch = workshop.store().newScratch();
    try {
      return new StepPart.Made(packages.unpacked(debs(scratch), below.attributes()), scratch);
    } catch (IOException | InterruptedException | RuntimeException e) {
      scratch.close();
      throw e;
    }
  }

  private StepPart.Made configured(StepPart.Below below) throws IOException, InterruptedException {
    try (Scratch scratch = workshop.store().newScratch()) {
      ConfiguredBase made =
          packages.configure(lock, debs(scratch), below.folders(), below.attributes());
      return new StepPart.Made(made.changes(), made);
    }
  }
}
