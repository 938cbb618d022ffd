package org.repo2oci.sandbox;

import java.io.IOException;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.Digest;

/** Runs commands in root filesystems made of materialised layers. */
public interface Sandbox {
  /**
   * Puts a tree on disk once for a key, with its owners, modes, links and times. The same key is
   * never materialised twice; {@code tree} is asked only where it is missing.
   */
  RootLayer materialise(Digest key, TreeSource tree) throws IOException;

  /**
   * Runs a step over its layers, bottom first, and gives what it changed. The layers themselves are
   * never written.
   *
   * @throws org.repo2oci.failure.BuildFailure where the machine refuses sandboxes, with how to
   *     allow them
   */
  StepResult run(Step step) throws IOException, InterruptedException;

  /**
   * Finds out before much is done whether a step can be run.
   *
   * @param name of the step, for people
   * @param packageManager whether it needs many user ids
   * @throws org.repo2oci.failure.BuildFailure where the machine refuses sandboxes, with how to
   *     allow them
   */
  default void requireSteps(String name, boolean packageManager) throws IOException {}

  /** Whether steps can be run here. Trees can be materialised either way. */
  default boolean runsSteps() throws IOException {
    return true;
  }

  /**
   * Runs a program of ours on the machine itself, for where steps cannot be run: with the machine's
   * network, files and rights.
   */
  default OwnProgram.Outcome run(OwnProgram program) throws IOException, InterruptedException {
    throw new UnsupportedOperationException(program.name());
  }

  /** Makes a tree when it is needed. */
  @FunctionalInterface
  interface TreeSource {
    FileTree get() throws IOException;
  }
}
