package org.repo2oci.repository;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.fetch.Redacted;

/** The machine's Mercurial, run with the user's variables. It never asks. */
final class HgProgram {
  private static final File NOTHING = new File("/dev/null");
  private static final int KEPT_LINES = 20;

  /** Topics are branches that may still change; hg goes on where it lacks the extension. */
  private static final List<String> SETTINGS =
      List.of(
          "--noninteractive",
          "--config",
          "extensions.topic=",
          "--config",
          "extensions.hggit=!",
          "--config",
          "ui.merge=internal:fail");

  private final Path program;
  private final Map<String, String> environment;

  private HgProgram(Path program, Map<String, String> environment) {
    this.program = program;
    this.environment = environment;
  }

  /** What a finished hg said. */
  record Result(int exitCode, String output, List<String> errors) {
    boolean succeeded() {
      return exitCode == 0;
    }
  }

  /** The hg on the {@code PATH} of these variables, where there is one. */
  static Optional<HgProgram> find(Map<String, String> variables) {
    for (String folder : variables.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path candidate = folder.isEmpty() ? null : Path.of(folder, "hg");
      if (candidate != null && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        Map<String, String> prepared = new HashMap<>(variables);
        prepared.put("HGPLAIN", "1");
        prepared.put("HGENCODING", "UTF-8");
        prepared.remove("HGEDITOR");
        return Optional.of(new HgProgram(candidate, prepared));
      }
    }
    return Optional.empty();
  }

  Result run(Path folder, Consumer<String> lines, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(SETTINGS);
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(NOTHING));
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      try {
        Deque<String> errors = new ArrayDeque<>();
        Thread reader = Thread.startVirtualThread(() -> readErrors(process, errors, lines));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = process.waitFor();
        reader.join();
        return new Result(exitCode, output, List.copyOf(errors));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw BuildFailure.environment("Stopped while hg was running").withCause(e);
      } finally {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void readErrors(Process process, Deque<String> kept, Consumer<String> lines) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String shown = Redacted.text(line.strip());
        if (!shown.isEmpty()) {
          kept.addLast(shown);
          if (kept.size() > KEPT_LINES) {
            kept.removeFirst();
          }
          lines.accept(shown);
        }
      }
    } catch (IOException _) {
      // The process was ended; what it had to say is told by its exit code.
    }
  }
}
