package org.repo2oci.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code man-pages}: the manual, for a package or a release. */
@Command(name = "man-pages", customSynopsis = "repo2oci man-pages DIR")
final class ManCommand implements Action {
  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "Folder that gets a page for each command")
  private String folder = "";

  @Mixin private final OutputOptions output = new OutputOptions();

  @Override
  public OutputOptions output() {
    return output;
  }

  @Override
  public int run(Session session) {
    Path given = Parsed.required("DIR", folder, Path::of);
    Path pages = session.host().workingDirectory().resolve(given);
    try {
      Files.createDirectories(pages);
      write(CommandTree.whole(), pages);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return 0;
  }

  private static void write(CommandLine command, Path pages) throws IOException {
    if (!command.getCommandSpec().usageMessage().hidden()) {
      Files.writeString(pages.resolve(ManPage.name(command) + ".1"), ManPage.of(command));
      for (CommandLine sub : command.getSubcommands().values()) {
        write(sub, pages);
      }
    }
  }
}
