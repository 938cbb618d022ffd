package org.repo2oci.conda.solve;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.conda.channel.ChannelPriority;

/** Another solver, asked what it makes of the same specs and indexes. */
interface SolverOracle extends AutoCloseable {
  /** For people. */
  String title();

  /**
   * What it says.
   *
   * @param packages name to version, build and platform; nothing where there is no solution
   * @param refused it could not read the question
   */
  record Answer(
      Optional<Map<String, String>> packages,
      String error,
      boolean refused,
      List<Double> seconds) {}

  Answer solve(
      List<String> specs, ChannelPriority priority, Strategy strategy, boolean addPip, int repeat)
      throws IOException, InterruptedException;

  @Override
  void close() throws IOException;
}
