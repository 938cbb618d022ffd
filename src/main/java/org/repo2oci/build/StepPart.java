package org.repo2oci.build;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.Digest;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.Stratum;
import org.repo2oci.sandbox.RootLayer;

/**
 * A layer for which something is run in layers below it, or that is cut to fit them.
 *
 * @param component what its layer depends on by itself; the keys of the layers below are added
 * @param standsOn of which strata the layers below are there for it
 * @param again whether it is run although its layer is known
 * @param runs whether something is run for it, and not only unpacked or copied
 */
record StepPart(
    Component component, Set<Stratum> standsOn, boolean again, boolean runs, Work work) {
  StepPart {
    standsOn = Set.copyOf(standsOn);
  }

  StepPart(Component component, Set<Stratum> standsOn, boolean again, Work work) {
    this(component, standsOn, again, true, work);
  }

  /** What is to be done, at most once in a build. */
  @FunctionalInterface
  interface Work {
    Made in(Below below) throws IOException, InterruptedException;
  }

  /** The layers below, bottom first. */
  interface Below {
    /** As folders; unpacked where the store does not have them yet. */
    List<RootLayer> folders() throws IOException, InterruptedException;

    /** As one tree of attributes alone, for a layer that leaves alone what is there. */
    FileTree attributes() throws IOException, InterruptedException;

    /** What they are. */
    List<Digest> diffIds();
  }

  /**
   * What was made.
   *
   * @param held what has the contents, until the layer is written
   */
  record Made(FileTree tree, AutoCloseable held) {}
}
