package org.repo2oci.cli.repo2docker;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.repo2oci.cli.application.HostSettings;
import org.repo2oci.cli.render.JsonLine;
import org.repo2oci.cli.render.Redaction;

/**
 * This program as {@code jupyter-repo2docker}: its command line, settings, messages and exit codes
 * in, one command of this program out.
 */
public final class Repo2docker {
  private static final String USUAL_CONFIG = "repo2docker_config.py";

  private final String program;
  private final HostSettings host;
  private final PrintStream out;
  private final PrintStream err;
  private final Supplier<Optional<String>> engineMissing;
  private final ToIntFunction<String[]> commands;
  private final Redaction redaction;

  /**
   * @param program the name under which it was started
   * @param engineMissing why no Docker Engine can be used; empty where one answers
   * @param commands runs a command of this program; the answer is the exit code
   */
  public Repo2docker(
      String program,
      HostSettings host,
      PrintStream out,
      PrintStream err,
      Supplier<Optional<String>> engineMissing,
      ToIntFunction<String[]> commands) {
    this.program = program;
    this.host = host;
    this.out = out;
    this.err = err;
    this.engineMissing = engineMissing;
    this.commands = commands;
    this.redaction = Redaction.of(host.environment());
  }

  /** True for a name that callers of repo2docker use. */
  public static boolean isName(String program) {
    return program.equals("jupyter-repo2docker") || program.equals("repo2docker");
  }

  /** Runs a line without the program's name; the answer is the exit code. */
  public int run(List<String> words) {
    // Anywhere in the line, because it would otherwise lack a repository.
    if (words.contains("--version")) {
      return printed(version() + "\n");
    }
    if (words.contains("--help-all")) {
      return printed(HelpText.all(program));
    }
    List<String> warnings = new ArrayList<>();
    boolean json = words.stream().anyMatch(word -> word.startsWith("--j"));
    List<String> translated;
    try {
      ParsedLine line = ArgumentParser.parse(words);
      if (line.wantsHelp()) {
        return printed(HelpText.options(program));
      }
      Traits traits = new Traits(warnings::add);
      Path config = Path.of(line.last("config").orElse(USUAL_CONFIG));
      ConfigFile.read(host.workingDirectory().resolve(config), traits::set, warnings::add);
      line.unknown().forEach(traits::set);
      json = Translation.json(line, traits);
      translated = new Translation(line, traits, host, engineMissing, warnings::add).words();
    } catch (Refusal refusal) {
      warn(warnings, json);
      refuse(refusal, json);
      return refusal.exitCode();
    }
    warn(warnings, json);
    return commands.applyAsInt(translated.toArray(String[]::new));
  }

  private void refuse(Refusal refusal, boolean json) {
    String text =
        refusal.isUsage()
            ? "%s%s: error: %s".formatted(HelpText.usage(program), program, refusal.message())
            : refusal.message();
    String message = redaction.apply(text.stripTrailing()) + "\n";
    if (json) {
      err.print(new JsonLine().with("message", message).with("phase", "failed").end());
    } else if (refusal.isUsage()) {
      err.print(message);
    } else {
      // There repo2docker writes it, and its callers read it.
      out.print(message);
    }
    out.flush();
    err.flush();
  }

  private void warn(List<String> warnings, boolean json) {
    for (String warning : warnings) {
      String message = "warning: " + redaction.apply(warning) + "\n";
      err.print(json ? new JsonLine().with("message", message).end() : message);
    }
    err.flush();
  }

  private int printed(String text) {
    out.print(text);
    out.flush();
    return 0;
  }

  /** The number alone, as repo2docker says it. */
  private static String version() {
    return Objects.requireNonNullElse(
        Repo2docker.class.getPackage().getImplementationVersion(), "0");
  }
}
