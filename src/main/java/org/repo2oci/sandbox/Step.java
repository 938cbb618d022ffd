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
    return new Step(
        name,
        layers,
        command,
        environment,
        uid,
        gid,
        workingDirectory,
        network,
        true,
        readOnlyBinds,
        writableBinds,
        standardInput,
        timeLimit,
        memoryLimit,
        output,
        captureChanges);
  }

  public Step withNetwork() {
    return new Step(
        name,
        layers,
        command,
        environment,
        uid,
        gid,
        workingDirectory,
        true,
        packageManager,
        readOnlyBinds,
        writableBinds,
        standardInput,
        timeLimit,
        memoryLimit,
        output,
        captureChanges);
  }

  public Step withUser(int newUid, int newGid, String newWorkingDirectory) {
    return new Step(
        name,
        layers,
        command,
        environment,
        newUid,
        newGid,
        newWorkingDirectory,
        network,
        packageManager,
        readOnlyBinds,
        writableBinds,
        standardInput,
        timeLimit,
        memoryLimit,
        output,
        captureChanges);
  }

  public Step withBinds(Map<Path, String> readOnly, Map<Path, String> writable) {
    return new Step(
        name,
        layers,
        command,
        environment,
        uid,
        gid,
        workingDirectory,
        network,
        packageManager,
        readOnly,
        writable,
        standardInput,
        timeLimit,
        memoryLimit,
        output,
        captureChanges);
  }

  public Step withStandardInput(byte[] input) {
    return new Step(
        name,
        layers,
        command,
        environment,
        uid,
        gid,
        workingDirectory,
        network,
        packageManager,
        readOnlyBinds,
        writableBinds,
        input,
        timeLimit,
        memoryLimit,
        output,
        captureChanges);
  }

  public Step withTimeLimit(Duration limit) {
    return new Step(
        name,
        layers,
        command,
        environment,
        uid,
        gid,
        workingDirectory,
        network,
        packageManager,
        readOnlyBinds,
        writableBinds,
        standardInput,
        Optional.of(limit),
        memoryLimit,
        output,
        captureChanges);
  }

  public Step withMemoryLimit(long bytes) {
    return new Step(
        name,
        layers,
        command,
        environment,
        uid,
        gid,
        workingDirectory,
        network,
        packageManager,
        readOnlyBinds,
        writableBinds,
        standardInput,
        timeLimit,
        Optional.of(bytes),
        output,
        captureChanges);
  }

  public Step withOutput(Consumer<String> listener) {
    return new Step(
        name,
        layers,
        command,
        environment,
        uid,
        gid,
        workingDirectory,
        network,
        packageManager,
        readOnlyBinds,
        writableBinds,
        standardInput,
        timeLimit,
        memoryLimit,
        listener,
        captureChanges);
  }

  public Step withoutChanges() {
    return new Step(
        name,
        layers,
        command,
        environment,
        uid,
        gid,
        workingDirectory,
        network,
        packageManager,
        readOnlyBinds,
        writableBinds,
        standardInput,
        timeLimit,
        memoryLimit,
        output,
        false);
  }
}
