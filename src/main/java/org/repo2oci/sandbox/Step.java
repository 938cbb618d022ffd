package org.repo2oci.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One command in a root filesystem.
 *
 * @param name for people, such as {@code configure base packages}
 * @param layers bottom first
 * @param command the program, absolute or on the environment's PATH, and its arguments; no shell
 * @param environment everything the command sees; nothing of the host is added but proxies and CA
 *     settings where {@code network} is on
 * @param uid, gid whom the command runs as
 * @param workingDirectory absolute, inside the root
 * @param network the host's network, or none
 * @param packageManager keeps the capabilities that dpkg needs; else all are dropped
 * @param readOnlyBinds host path to absolute path inside, read-only
 * @param writableBinds host path to absolute path inside; what is written there is no change of the
 *     root
 * @param standardInput bytes for the command's standard input
 * @param memoryLimit bytes
 * @param output hears each line of standard output and standard error
 * @param captureChanges false where the caller does not want them
 */
public record Step(
    String name,
    List<RootLayer> layers,
    List<String> command,
    Map<String, String> environment,
    int uid,
    int gid,
    String workingDirectory,
    boolean network,
    boolean packageManager,
    Map<Path, String> readOnlyBinds,
    Map<Path, String> writableBinds,
    byte[] standardInput,
    Optional<Duration> timeLimit,
    Optional<Long> memoryLimit,
    Consumer<String> output,
    boolean captureChanges) {
  public Step {
    layers = List.copyOf(layers);
    command = List.copyOf(command);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    readOnlyBinds = Collections.unmodifiableMap(new LinkedHashMap<>(readOnlyBinds));
    writableBinds = Collections.unmodifiableMap(new LinkedHashMap<>(writableBinds));
    if (layers.isEmpty() || command.isEmpty()) {
      throw new IllegalArgumentException("a step needs layers and a command");
    }
    if (!workingDirectory.startsWith("/")) {
      throw new IllegalArgumentException("`%s` is not absolute".formatted(workingDirectory));
    }
  }

  /** A step as root without network, time limit or binds, that captures its changes. */
  public static Step of(
      String name, List<RootLayer> layers, List<String> command, Map<String, String> environment) {
    return new Step(
        name,
        layers,
        command,
        environment,
        0,
        0,
        "/",
        false,
        false,
        Map.of(),
        Map.of(),
        new byte[0],
        Optional.empty(),
        Optional.empty(),
        line -> {},
        true);
  }

  public Step withPackageManager() {
    return changed(draft -> draft.packageManager = true);
  }

  public Step withNetwork() {
    return changed(draft -> draft.network = true);
  }

  public Step withUser(int newUid, int newGid, String newWorkingDirectory) {
    return changed(draft -> {
      draft.uid = newUid;
      draft.gid = newGid;
      draft.workingDirectory = newWorkingDirectory;
    });
  }

  public Step withBinds(Map<Path, String> readOnly, Map<Path, String> writable) {
    return changed(draft -> {
      draft.readOnlyBinds = readOnly;
      draft.writableBinds = writable;
    });
  }

  public Step withStandardInput(byte[] input) {
    return changed(draft -> draft.standardInput = input);
  }

  public Step withTimeLimit(Duration limit) {
    return changed(draft -> draft.timeLimit = Optional.of(limit));
  }

  public Step withMemoryLimit(long bytes) {
    return changed(draft -> draft.memoryLimit = Optional.of(bytes));
  }

  public Step withOutput(Consumer<String> listener) {
    return changed(draft -> draft.output = listener);
  }

  public Step withoutChanges() {
    return changed(draft -> draft.captureChanges = false);
  }

  private Step changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new Step(
        name,
        layers,
        command,
        environment,
        draft.uid,
        draft.gid,
        draft.workingDirectory,
        draft.network,
        draft.packageManager,
        draft.readOnlyBinds,
        draft.writableBinds,
        draft.standardInput,
        draft.timeLimit,
        draft.memoryLimit,
        draft.output,
        draft.captureChanges);
  }

  /** A copy, while it is changed. */
  private static final class Draft {
    private int uid;
    private int gid;
    private String workingDirectory;
    private boolean network;
    private boolean packageManager;
    private Map<Path, String> readOnlyBinds;
    private Map<Path, String> writableBinds;
    private byte[] standardInput;
    private Optional<Duration> timeLimit;
    private Optional<Long> memoryLimit;
    private Consumer<String> output;
    private boolean captureChanges;

    Draft(Step step) {
      uid = step.uid;
      gid = step.gid;
      workingDirectory = step.workingDirectory;
      network = step.network;
      packageManager = step.packageManager;
      readOnlyBinds = step.readOnlyBinds;
      writableBinds = step.writableBinds;
      standardInput = step.standardInput;
      timeLimit = step.timeLimit;
      memoryLimit = step.memoryLimit;
      output = step.output;
      captureChanges = step.captureChanges;
    }
  }
}
