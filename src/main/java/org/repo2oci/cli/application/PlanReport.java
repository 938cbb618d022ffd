package org.repo2oci.cli.application;

import java.util.List;
import java.util.OptionalLong;

/** What a build would do: the files it uses and the layers it makes, bottom layer first. */
public record PlanReport(List<FileUse> files, List<PlannedLayer> layers) {
  /**
   * A file of the repository that says, or seems to say, what is needed.
   *
   * @param reason what it is used for, or why it is not used
   */
  public record FileUse(String path, boolean used, String reason) {}

  /**
   * A layer before its bytes exist.
   *
   * @param name what it holds, in a few words
   * @param size compressed bytes where the layer exists, else the size of what goes in, if known
   * @param cached nothing has to be downloaded or written for it
   */
  public record PlannedLayer(
      String key, String stratum, String name, int packages, OptionalLong size, boolean cached) {}

  public PlanReport {
    files = List.copyOf(files);
    layers = List.copyOf(layers);
  }
}
