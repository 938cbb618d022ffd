package org.repo2oci.cli.application;

import java.nio.file.Path;

/**
 * What the build may use of this machine.
 *
 * @param threads for work that keeps a CPU busy; at least 1
 */
public record MachineArguments(Path store, int threads) {
  public MachineArguments {
    if (threads < 1) {
      throw new IllegalArgumentException("at least one thread is needed");
    }
  }
}
