package org.repo2oci.repository;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.repo2oci.failure.BuildFailure;

/**
 * The machine's git, run with the user's variables, so that credential helpers, proxies, ssh and CA
 * bundles are as the machine has them. It never asks: there is nobody to answer.
 */
final class GitProgram {
  /** They would point git at another repository than the one it is run for. */
  private static final Set<String> REPOSITORY_VARIABLES =
      Set.of(
          "GIT_DIR",
          "GIT_WORK_TREE",
          "GIT_INDEX_FILE",
          "GIT_OBJECT_DIRECTORY",
          "GIT_ALTERNATE_OBJECT_DIRECTORIES",
          "GIT_COMMON_DIR",
          "GIT_NAMESPACE",
          "GIT_PREFIX",
          "GIT_QUARANTINE_PATH",
          "GIT_SHALLOW_FILE",
          "GIT_EXTERNAL_DIFF",
          "GIT_TRACE");

  private static final File NOTHING = new File("/dev/null");
  private static final int KEPT_LINES = 20;

  private final Path program;
  private final Map<String, String> environment;
  private final UnaryOperator<String> redaction;
  private final File input;

  private GitProgram(
      Path program, Map<String, String> environment, UnaryOperator<String> redaction, File input) {
    this.program = program;
    this.environment = environment;
    this.redaction = redaction;
    this.input = input;
  }

  /** What a finished git said. */
  record Result(int exitCode, String output, List<String> errors) {
    boolean succeeded() {
      return exitCode == 0;
    }
  }

  /** Reads what a running git writes. */
  @FunctionalInterface
  interface OutputReader<T> {
    T read(InputStream output) throws IOException;
  }

  /** The git on the {@code PATH} of these variables, where there is one. */
  static Optional<GitProgram> find(Map<String, String> variables) {
    for (String folder : variables.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path candidate = folder.isEmpty() ? null : Path.of(folder, "git");
      if (candidate != null && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        return Optional.of(
            new GitProgram(candidate, prepared(variables), UnaryOperator.identity(), NOTHING));
      }
    }
    return Optional.empty();
  }

  private static Map<String, String> prepared(Map<String, String> variables) {
    Map<String, String> prepared = new HashMap<>(variables);
    prepared.keySet().removeAll(REPOSITORY_VARIABLES);
    prepared.put("GIT_TERMINAL_PROMPT", "0");
    // What the commit names, not what somebody put in its place; and no download on the way.
    prepared.put("GIT_NO_REPLACE_OBJECTS", "1");
    prepared.put("GIT_NO_LAZY_FETCH", "1");
    // Its messages are read here; file names stay as they are.
    prepared.put("LC_ALL", "C.UTF-8");
    prepared.put("LANGUAGE", "C");
    prepared.putIfAbsent("GIT_HTTP_LOW_SPEED_LIMIT", "1000");
    prepared.putIfAbsent("GIT_HTTP_LOW_SPEED_TIME", "60");
    return prepared;
  }

  /**
   * The same git, which gives this URL's user and password where the address is asked for, and
   * those of {@code GIT_CREDENTIAL_ENV} where the URL's host wants some.
   */
  GitProgram withCredentialsOf(GitUrl url) {
    Map<String, String> with = new HashMap<>(environment);
    url.userinfo()
        .filter(userinfo -> !userinfo.isEmpty())
        .flatMap(
            userinfo -> url.site().map(site -> site.replaceFirst("://", "://" + userinfo + "@")))
        .ifPresent(base -> configure(with, "url." + base + ".insteadOf", url.site().orElseThrow()));
    GitCredential credential = GitCredential.of(environment);
    url.site()
        .ifPresent(site -> credential.settings(site).forEach((k, v) -> configure(with, k, v)));
    with.putAll(credential.variables());
    return new GitProgram(program, with, text -> credential.cleaned(url.cleaned(text)), NOTHING);
  }

  private static void configure(Map<String, String> variables, String name, String value) {
    int count = configurations(variables);
    variables.put("GIT_CONFIG_COUNT", Integer.toString(count + 1));
    variables.put("GIT_CONFIG_KEY_" + count, name);
    variables.put("GIT_CONFIG_VALUE_" + count, value);
  }

  /**
   * The same git, which reaches no remote, whatever the settings of the repository that it reads
   * say: an address may name a program to run.
   */
  GitProgram withoutNetwork() {
    Map<String, String> with = new HashMap<>(environment);
    with.put("GIT_ALLOW_PROTOCOL", "none");
    return new GitProgram(program, with, redaction, input);
  }

  /** The same git, which reads this file as its standard input. */
  GitProgram reading(Path input) {
    return new GitProgram(program, environment, redaction, input.toFile());
  }

  private static int configurations(Map<String, String> variables) {
    try {
      return Integer.parseInt(variables.getOrDefault("GIT_CONFIG_COUNT", "0"));
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  /** Whether git's large file storage is installed. */
  boolean hasLargeFileStorage() {
    return run(Path.of("/"), line -> {}, List.of("lfs", "version")).succeeded();
  }

  Result run(Path folder, String... arguments) {
    return run(folder, line -> {}, List.of(arguments));
  }

  /** The output of a command that must succeed. */
  String output(Path folder, String... arguments) {
    Result result = run(folder, arguments);
    if (!result.succeeded()) {
      throw failed(arguments[0], result);
    }
    return result.output();
  }

  Result run(Path folder, Consumer<String> errorLines, List<String> arguments) {
    StringBuilder output = new StringBuilder();
    Deque<String> errors = new ArrayDeque<>();
    int exitCode =
        start(
            folder,
            arguments,
            stream -> output.append(new String(stream.readAllBytes(), StandardCharsets.UTF_8)),
            line -> {
              errors.addLast(line);
              if (errors.size() > KEPT_LINES) {
                errors.removeFirst();
              }
              errorLines.accept(line);
            });
    return new Result(exitCode, redaction.apply(output.toString()), new ArrayList<>(errors));
  }

  /** Runs a command whose output is read as it comes, and that must succeed. */
  void read(Path folder, List<String> arguments, OutputReader<?> reader) {
    List<String> errors = new ArrayList<>();
    int exitCode = start(folder, arguments, reader, errors::add);
    if (exitCode != 0) {
      throw failed(arguments.getFirst(), new Result(exitCode, "", errors));
    }
  }

  private static BuildFailure failed(String command, Result result) {
    return BuildFailure.environment(
            "Cannot read the git repository: `git %s` ended with %d"
                .formatted(command, result.exitCode()))
        .withDetails(result.errors())
        .withHint("Run `git fsck` in the repository to see whether it is damaged");
  }

  private int start(
      Path folder, List<String> arguments, OutputReader<?> reader, Consumer<String> errorLines) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectInput(ProcessBuilder.Redirect.from(input));
    try {
      Process process = builder.start();
      try {
        Thread errors = Thread.startVirtualThread(() -> readErrors(process, errorLines));
        try (InputStream output = process.getInputStream()) {
          reader.read(output);
        }
        int exitCode = process.waitFor();
        errors.join();
        return exitCode;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw BuildFailure.environment("Stopped while git was running").withCause(e);
      } finally {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readErrors(Process process, Consumer<String> lines) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank()) {
          lines.accept(redaction.apply(line.strip()));
        }
      }
    } catch (IOException _) {
      // The process was ended; what it had to say is told by its exit code.
    }
  }
}
