package org.repo2oci.build;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.repo2oci.debian.ConfiguredBase;
import org.repo2oci.debian.ImageApt;
import org.repo2oci.debian.ImageDeb;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.lock.Base;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.Stratum;
import org.repo2oci.store.Scratch;

/** The Debian packages of the user's own list upon a base image, as its own dpkg installs them. */
record ImageAptParts(Workshop workshop, Base.Image.Apt apt) {
  /** The layer that makes the user known has the accounts, to which packages add their own. */
  private static final Set<Stratum> BASE = EnumSet.of(Stratum.BASE, Stratum.BASE_CONFIGURED);

  List<StepPart> parts() {
    if (apt.packages().isEmpty()) {
      return List.of();
    }
    Component installed =
        new Component(
            Stratum.APT_CONFIGURED,
            "apt.txt",
            "%d packages".formatted(apt.packages().size()),
            apt.packages().stream().mapToLong(ImageDeb::size).sum(),
            List.of(ImageApt.key(apt.packages(), apt.requested()).toString()));
    return List.of(new StepPart(installed, BASE, false, this::installed));
  }

  private StepPart.Made installed(StepPart.Below below) throws IOException, InterruptedException {
    try (Scratch archives = workshop.store().newScratch()) {
      FileTree there = below.attributes();
      long date =
          there.nodes().values().stream()
              .mapToLong(node -> node.attributes().mtime())
              .max()
              .orElse(0);
      ConfiguredBase made =
          new ImageApt(workshop.sandbox(), workshop.events())
              .install(
                  apt.packages(),
                  apt.requested(),
                  workshop.fetcher(),
                  archives.directory(),
                  below.folders(),
                  there,
                  date);
      return new StepPart.Made(made.changes(), made);
    }
  }
}
