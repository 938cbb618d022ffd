package org.repo2oci.pypi.resolve;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;
import org.repo2oci.fetch.Redacted;
import org.repo2oci.sandbox.OwnProgram;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.sandbox.Sandbox;
import org.repo2oci.sandbox.Step;
import org.repo2oci.sandbox.StepResult;

/** Runs uv in the sandbox. */
final class UvCommand {
  private static final String PROGRAM = "/usr/local/bin/uv";
  private static final String CACHE = "/uv-cache";
  private static final int MAX_LINES = 4000;
  private static final Duration LIMIT = Duration.ofMinutes(60);

  private final Sandbox sandbox;
  private final Path program;
  private final Path cache;
  private final Stage stage;
  private final EventSink events;

  /**
   * A way to run it.
   *
   * @param cache a folder that is kept between runs
   * @param stage that its output belongs to
   */
  UvCommand(Sandbox sandbox, Path program, Path cache, Stage stage, EventSink events) {
    this.sandbox = sandbox;
    this.program = program;
    this.cache = cache;
    this.stage = stage;
    this.events = events;
  }

  /** How it ended, with what it said. */
  record Outcome(int exitCode, List<String> lines) {}

  /** A run's files and variables. */
  record Surroundings(
      Map<Path, String> readOnly, Map<Path, String> writable, Map<String, String> variables) {}

  Outcome run(String name, List<RootLayer> root, List<String> arguments, Surroundings surroundings)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(PROGRAM));
    command.addAll(arguments);
    Map<Path, String> readOnly = new LinkedHashMap<>(surroundings.readOnly());
    readOnly.put(program, PROGRAM);
    Map<Path, String> writable = new LinkedHashMap<>(surroundings.writable());
    writable.put(cache, CACHE);
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    Step step =
        Step.of(name, root, command, environment(surroundings.variables()))
            .withNetwork()
            .withoutChanges()
            .withTimeLimit(LIMIT)
            .withBinds(readOnly, writable)
            .withOutput(line -> hear(line, lines));
    try (StepResult result = sandbox.run(step)) {
      return new Outcome(
          result.exitCode(), List.copyOf(lines.isEmpty() ? result.lastLines() : lines));
    }
  }

  /**
   * Runs it without a sandbox; what it is told must keep it from running anything of a package.
   *
   * @param folder that it is started in
   */
  Outcome runInPlace(String name, List<String> arguments, Path folder, Surroundings surroundings)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    Map<String, String> environment = environment(surroundings.variables());
    environment.put("HOME", folder.toString());
    environment.put("UV_CACHE_DIR", cache.toString());
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    OwnProgram.Outcome outcome =
        sandbox.run(
            new OwnProgram(name, command, environment, folder, LIMIT, line -> hear(line, lines)));
    return new Outcome(outcome.exitCode(), List.copyOf(lines));
  }

  private void hear(String line, List<String> lines) {
    events.accept(new BuildEvent.Output(stage, "uv", Redacted.text(line)));
    if (lines.size() < MAX_LINES) {
      lines.add(line);
    }
  }

  private static Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    environment.put("HOME", "/tmp");
    environment.put("LANG", "C.UTF-8");
    environment.put("TZ", "UTC");
    environment.put("NO_COLOR", "1");
    environment.put("UV_CACHE_DIR", CACHE);
    environment.put("UV_NO_PROGRESS", "1");
    environment.put("UV_PYTHON_DOWNLOADS", "never");
    environment.put("UV_LINK_MODE", "copy");
    environment.put("UV_KEYRING_PROVIDER", "disabled");
    environment.put("PYTHONHASHSEED", "0");
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("GIT_TERMINAL_PROMPT", "0");
    // The folders belong to whoever runs the build, as seen from inside.
    environment.put("GIT_CONFIG_COUNT", "1");
    environment.put("GIT_CONFIG_KEY_0", "safe.directory");
    environment.put("GIT_CONFIG_VALUE_0", "*");
    environment.putAll(more);
    return environment;
  }
}
