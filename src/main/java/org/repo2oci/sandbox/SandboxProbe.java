package org.repo2oci.sandbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;

/** Finds out which namespaces the machine gives this user. */
final class SandboxProbe {
  private SandboxProbe() {}

  /**
   * What was found out.
   *
   * @param mapping the best that works here
   * @param refusal what the machine said where none works, else empty
   */
  record Found(IdMapping mapping, String refusal) {}

  static Found mapping(SandboxSettings settings, HostPrograms programs, EventSink events)
      throws IOException {
    if (settings.uid() == 0 && tried(IdMapping.HOST, programs).exitCode() == 0) {
      return new Found(IdMapping.HOST, "");
    }
    // First the one that needs least: where it fails, unshare would wait for ever with a range.
    Quick.Outcome single = tried(IdMapping.SINGLE, programs);
    if (single.exitCode() != 0) {
      String reason = single.output().strip();
      events.accept(new BuildEvent.Warned(nothing(reason)));
      return new Found(IdMapping.NONE, reason);
    }
    Quick.Outcome range = tried(IdMapping.RANGE, programs);
    if (range.exitCode() == 0) {
      return new Found(IdMapping.RANGE, "");
    }
    events.accept(new BuildEvent.Warned(onlyOne(range.output().strip())));
    return new Found(IdMapping.SINGLE, "");
  }

  private static Quick.Outcome tried(IdMapping mapping, HostPrograms programs) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(programs.get("unshare").toString());
    command.addAll(mapping.unshareOptions());
    command.addAll(List.of("--mount", "--pid", "--fork", "--", programs.get("mount").toString()));
    command.addAll(List.of("-t", "tmpfs", "repo2oci", "/tmp"));
    return Quick.run(command, programs.searchPath());
  }

  private static String nothing(String reason) {
    return "This machine refuses a sandbox, so nothing of a repository or a package can be run (%s)"
        .formatted(reason);
  }

  private static String onlyOne(String reason) {
    return ("Steps run with one user id, so packages cannot be installed in them (%s);"
            + " install the package `uidmap` and give this user a line in `/etc/subuid` and"
            + " `/etc/subgid`")
        .formatted(reason);
  }
}
