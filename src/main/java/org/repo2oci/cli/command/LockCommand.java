package org.repo2oci.cli.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.repo2oci.cli.application.LockArguments;
import org.repo2oci.failure.BuildFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lock}: chooses every package and writes them down. */
@Command(name = "lock", customSynopsis = "repo2oci lock [options] REPO")
final class LockCommand implements Action {
  @Option(
      names = {"-o", "--output-file"},
      paramLabel = "FILE",
      description = "Write the lock here (default: standard output)")
  private @Nullable String file;

  @Mixin private final SourceOptions source = new SourceOptions();
  @Mixin private final ResolveOptions resolve = new ResolveOptions();
  @Mixin private final EarlierOptions earlier = new EarlierOptions();
  @Mixin private final MachineOptions machine = new MachineOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Override
  public OutputOptions output() {
    return output;
  }

  @Override
  public int run(Session session) {
    LockArguments arguments =
        new LockArguments(
            source.arguments(),
            resolve.arguments(earlier.arguments()),
            machine.arguments(session.host()));
    Path target = Parsed.value("--output-file", file, Path::of).orElse(null);
    String lock = session.application().lock(arguments, session.events());
    if (target == null) {
      session.print(lock);
    } else {
      write(target.toAbsolutePath(), lock);
    }
    return 0;
  }

  /** Whole or not at all: a lock that was cut short must not take the place of a good one. */
  private static void write(Path target, String lock) {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try {
      Files.write(part, lock.getBytes(StandardCharsets.UTF_8));
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw BuildFailure.environment("Cannot write the lock to `%s`".formatted(target))
          .withDetail(e.toString())
          .withHint("Choose a file in a folder that exists and can be written to");
    }
  }
}
