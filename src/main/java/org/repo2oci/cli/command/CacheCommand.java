package org.repo2oci.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cache}: the store of this machine. */
@Command(
    name = "cache",
    customSynopsis = "repo2oci cache COMMAND",
    subcommands = {CacheListCommand.class, CachePruneCommand.class})
final class CacheCommand {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help")
  boolean help;
}
