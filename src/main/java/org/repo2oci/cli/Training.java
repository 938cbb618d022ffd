package org.repo2oci.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.repo2oci.cli.application.HostSettings;

/**
 * Runs what every command runs, with nothing to see and no network, so that the JVM can write down
 * which classes that takes (JEP 514). Only the launcher asks for it, in the background.
 */
final class Training {
  private static final List<String> COMMANDS =
      List.of(
          "launch", "build", "plan", "lock", "inspect", "diff", "hub-config", "cache", "version");

  private Training() {}

  /** Set by the launcher alone. */
  static boolean wanted() {
    return Boolean.getBoolean("repo2oci.training");
  }

  static int run(HostSettings host) {
    run(host, "--help");
    for (String command : COMMANDS) {
      run(host, command, "--help");
      run(host, command, "--no-such-option");
      run(host, command, "--json-logs", "--no-such-option");
    }
    try (Rehearsal rehearsal = Rehearsal.start(host)) {
      rehearsal.play();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return 0;
  }

  private static void run(HostSettings host, String... arguments) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    new Cli(host, nowhere, nowhere, ProductApplication::new).run(arguments);
  }
}
