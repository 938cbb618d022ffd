package org.repo2oci.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program itself. */
@Command(
    name = "repo2oci",
    description =
        "Turns a repository into an image for JupyterHub: no daemon, no Dockerfile, no root.",
    customSynopsis = "repo2oci COMMAND [options]",
    footer = {
      "Examples:",
      "  repo2oci launch .                                  try the folder that you are in",
      "  repo2oci build . -t quay.io/me/demo:1 --push       make an image for a hub",
      "  repo2oci plan https://github.com/me/demo --ref v1  see what a build would do",
      "",
      "Exit codes: 0 done, 1 the repository cannot be built as it is, 2 wrong command line,",
      "3 network, registry, disk or machine failed, 70 a bug, 130 Ctrl-C."
    })
final class RootCommand {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help; `repo2oci COMMAND --help` shows a command's")
  boolean help;

  @Option(names = "--version", versionHelp = true, description = "Show the version")
  boolean version;
}
