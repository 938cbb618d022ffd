package org.repo2oci.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes control groups, where this process may (Linux, {@code Documentation/admin-guide/cgroup-v2}
 * and {@code cgroup-v1}).
 */
final class ControlGroups {
  private static final String PREFIX = "repo2oci-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-\\d+");
  private static final AtomicLong NAMES = new AtomicLong();

  private final Path root;
  private final List<String> membership;

  /**
   * @param root where control groups are mounted
   * @param membership lines of {@code /proc/self/cgroup}
   */
  ControlGroups(Path root, List<String> membership) {
    this.root = root;
    this.membership = List.copyOf(membership);
  }

  static ControlGroups ofThisProcess() {
    List<String> membership;
    try {
      membership = Files.readAllLines(Path.of("/proc/self/cgroup"));
    } catch (IOException e) {
      // No groups: plain resource limits must do.
      membership = List.of();
    }
    return new ControlGroups(Path.of("/sys/fs/cgroup"), membership);
  }

  /** Groups that hold one step; none where this process may not make them. */
  record Made(List<Path> groups, boolean limitsMemory) {
    Made {
      groups = List.copyOf(groups);
    }
  }

  Made make(Optional<Long> memory, int processes) {
    String name =
        "%s%d-%d".formatted(PREFIX, ProcessHandle.current().pid(), NAMES.incrementAndGet());
    return Files.exists(root.resolve("cgroup.controllers"))
        ? unified(name, memory, processes)
        : separate(name, memory, processes);
  }

  private Made unified(String name, Optional<Long> memory, int processes) {
    // A group with processes can't have limited groups below it, so ours stands beside our own.
    Path own = root.resolve("./" + path("")).normalize();
    Path parent = own.equals(root) || own.getParent() == null ? root : own.getParent();
    List<Setting> settings = new ArrayList<>();
    settings.add(new Setting("pids.max", Integer.toString(processes), true));
    memory.ifPresent(bytes -> {
      settings.add(new Setting("memory.max", Long.toString(bytes), true));
      settings.add(new Setting("memory.swap.max", "0", false));
    });
    removeStale(parent);
    Optional<Path> made = tryMake(parent.resolve(name), settings);
    return new Made(made.stream().toList(), made.isPresent() && memory.isPresent());
  }

  private Made separate(String name, Optional<Long> memory, int processes) {
    List<Path> groups = new ArrayList<>();
    removeStale(group("pids", ""));
    removeStale(group("memory", ""));
    tryMake(
            group("pids", name),
            List.of(new Setting("pids.max", Integer.toString(processes), true)))
        .ifPresent(groups::add);
    Optional<Path> limited =
        memory.flatMap(bytes ->
            tryMake(
                group("memory", name),
                List.of(new Setting("memory.limit_in_bytes", Long.toString(bytes), true))));
    limited.ifPresent(groups::add);
    return new Made(groups, limited.isPresent());
  }

  private Path group(String controller, String name) {
    return root.resolve(controller).resolve("./" + path(controller)).normalize().resolve(name);
  }

  /** Where this process is, for a controller; the unified hierarchy has the empty name. */
  private String path(String controller) {
    for (String line : membership) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains(controller)) {
        return parts[2];
      }
    }
    return "/";
  }

  private record Setting(String file, String value, boolean needed) {}

  private static Optional<Path> tryMake(Path group, List<Setting> settings) {
    try {
      Files.createDirectory(group);
    } catch (IOException e) {
      return Optional.empty();
    }
    for (Setting setting : settings) {
      try {
        Files.writeString(group.resolve(setting.file()), setting.value());
      } catch (IOException e) {
        if (setting.needed()) {
          remove(group);
          return Optional.empty();
        }
      }
    }
    if (!Files.isWritable(group.resolve("cgroup.procs"))) {
      remove(group);
      return Optional.empty();
    }
    return Optional.of(group);
  }

  /** What a program that was killed could not remove; a group with processes stays. */
  private static void removeStale(Path parent) {
    try (DirectoryStream<Path> groups = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path group : groups) {
        Matcher name = NAME.matcher(String.valueOf(group.getFileName()));
        if (name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
          remove(group);
        }
      }
    } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
      // Where there are no groups there are no stale ones.
    }
  }

  static void remove(Path group) {
    try {
      Files.deleteIfExists(group);
    } catch (IOException e) {
      // An empty group costs nothing, and goes with the machine's next start.
    }
  }
}
