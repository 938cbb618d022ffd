package org.repo2oci.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code version}: which release this is. */
@Command(name = "version", customSynopsis = "repo2oci version")
final class VersionCommand implements Action {
  @Mixin private final OutputOptions output = new OutputOptions();

  @Override
  public OutputOptions output() {
    return output;
  }

  @Override
  public int run(Session session) {
    session.print(Version.line() + "\n");
    return 0;
  }
}
