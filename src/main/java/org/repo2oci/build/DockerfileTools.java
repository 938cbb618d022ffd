package org.repo2oci.build;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.repo2oci.failure.BuildFailure;

/** A program of this machine that can build a Dockerfile. */
record DockerfileTools(Kind kind, Path program, Map<String, String> environment) {
  private static final int PROBE_SECONDS = 30;
  private static final int MOST_LINES = 40;

  /** What it is, and how one sees that it works. */
  enum Kind {
    DOCKER,
    PODMAN,
    BUILDCTL;

    /** Asks the engine behind it something. */
    List<String> probe() {
      return switch (this) {
        case DOCKER -> List.of("version", "--format", "{{.Server.Version}}");
        case PODMAN -> List.of("info", "--format", "{{.Version.Version}}");
        case BUILDCTL -> List.of("debug", "workers");
      };
    }

    String title() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * The first that works.
   *
   * @param environment the user's, which says where engines are
   * @throws BuildFailure where there is none, with what each said
   */
  static DockerfileTools find(Map<String, String> environment, String file)
      throws InterruptedException {
    List<String> reasons = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      Optional<Path> program = program(kind.title(), environment);
      if (program.isEmpty()) {
        reasons.add("`%s` is not installed".formatted(kind.title()));
        continue;
      }
      DockerfileTools tools = new DockerfileTools(kind, program.get(), environment);
      Optional<String> refusal = tools.refusal();
      if (refusal.isEmpty()) {
        return tools;
      }
      reasons.add("`%s`: %s".formatted(kind.title(), refusal.get()));
    }
    BuildFailure failure =
        BuildFailure.environment(
            "Cannot build `%s`: this machine has neither an engine nor `buildctl`".formatted(file));
    for (String reason : reasons) {
      failure = failure.withDetail(reason);
    }
    throw failure.withHint(
        "Start a Docker Engine, or move `%s` away and list the packages in requirements.txt"
            .formatted(file));
  }

  private static Optional<Path> program(String name, Map<String, String> environment) {
    for (String folder : environment.getOrDefault("PATH", "").split(":", -1)) {
      Path file = Path.of(folder, name);
      // Relative folders of PATH would run what lies in the repository.
      if (folder.startsWith("/") && Files.isRegularFile(file) && Files.isExecutable(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  private Optional<String> refusal() throws InterruptedException {
    try {
      Process process = start(kind.probe());
      Deque<String> last = new ArrayDeque<>();
      Thread reader = Thread.ofVirtual().start(() -> read(process, last, line -> {}));
      if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.of("it does not answer");
      }
      reader.join();
      return process.exitValue() == 0
          ? Optional.empty()
          : Optional.of(last.isEmpty() ? "exit code " + process.exitValue() : last.getLast());
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Runs it.
   *
   * @return its last lines, where it failed; else nothing
   */
  Optional<List<String>> run(List<String> arguments, Consumer<String> output)
      throws IOException, InterruptedException {
    Process process = start(arguments);
    Deque<String> last = new ArrayDeque<>();
    try {
      Thread reader = Thread.ofVirtual().start(() -> read(process, last, output));
      int status = process.waitFor();
      reader.join();
      return status == 0 ? Optional.empty() : Optional.of(List.copyOf(last));
    } finally {
      process.destroy();
    }
  }

  private Process start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("BUILDKIT_PROGRESS", "plain");
    return builder.start();
  }

  private static void read(Process process, Deque<String> last, Consumer<String> output) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.accept(line);
        if (!line.isBlank()) {
          last.addLast(line);
        }
        if (last.size() > MOST_LINES) {
          last.removeFirst();
        }
      }
    } catch (IOException e) {
      // The program was ended; what it said stands.
    }
  }
}
