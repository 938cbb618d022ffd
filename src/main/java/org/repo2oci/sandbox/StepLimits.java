package org.repo2oci.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much of the machine one step may use, and by which means that is said to the kernel. */
final class StepLimits implements AutoCloseable {
  private static final Path RELEASE = Path.of("/proc/sys/kernel/osrelease");
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*", Pattern.DOTALL);

  private final List<Path> groups;
  private final Map<String, String> variables;
  private final Optional<String> note;

  private StepLimits(List<Path> groups, Map<String, String> variables, Optional<String> note) {
    this.groups = groups;
    this.variables = variables;
    this.note = note;
  }

  static StepLimits of(Step step, SandboxSettings settings, ControlGroups control) {
    ControlGroups.Made made = control.make(step.memoryLimit(), settings.processLimit());
    Map<String, String> variables = new LinkedHashMap<>();
    // The plain limit counts all of a user's processes, and none of root's: the groups and the
    // namespace's own number of processes do better where they exist.
    String limits = "--core=0 --nproc=" + settings.processLimit();
    Optional<String> note = Optional.empty();
    if (step.memoryLimit().isPresent() && !made.limitsMemory()) {
      limits += " --as=" + step.memoryLimit().get();
      note =
          Optional.of(
              "This user may not make control groups, so the memory limit holds for each process"
                  + " of a step by itself");
    }
    variables.put("R2O_LIMITS", limits);
    variables.put("R2O_PROCESSES", namespaceCounts() ? "" + (300 + settings.processLimit()) : "");
    variables.put("R2O_GROUPS", Integer.toString(made.groups().size()));
    for (int i = 0; i < made.groups().size(); i++) {
      variables.put("R2O_G" + i, made.groups().get(i).resolve("cgroup.procs").toString());
    }
    return new StepLimits(made.groups(), variables, note);
  }

  /** Since Linux 6.14 each process namespace has its own largest process id; 300 are reserved. */
  private static boolean namespaceCounts() {
    try {
      return countsInNamespace(Files.readString(RELEASE));
    } catch (IOException e) {
      return false;
    }
  }

  static boolean countsInNamespace(String release) {
    Matcher version = VERSION.matcher(release);
    if (!version.matches()) {
      return false;
    }
    int major = Integer.parseInt(version.group(1));
    return major > 6 || (major == 6 && Integer.parseInt(version.group(2)) >= 14);
  }

  Map<String, String> variables() {
    return variables;
  }

  /** What a user should know of how the limits are kept. */
  Optional<String> note() {
    return note;
  }

  /** Removes the groups; nothing runs in them any more. */
  @Override
  public void close() {
    for (Path group : groups) {
      ControlGroups.remove(group);
    }
  }
}
