package org.repo2oci.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A program that may be run without a sandbox: its files are known by digest, and nothing that it
 * is told makes it run what a repository or a package says.
 *
 * @param name for people
 * @param command the program's file and its arguments
 * @param environment all that it sees, beside the machine's proxies and CA settings
 * @param folder that it is started in
 * @param timeLimit after which it is ended
 * @param output hears each line of standard output and standard error
 */
public record OwnProgram(
    String name,
    List<String> command,
    Map<String, String> environment,
    Path folder,
    Duration timeLimit,
    Consumer<String> output) {
  public OwnProgram {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /**
   * How it ended.
   *
   * @param lastLines at most 40 lines of its output
   */
  public record Outcome(int exitCode, List<String> lastLines) {
    public Outcome {
      lastLines = List.copyOf(lastLines);
    }
  }
}
