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
   * The best mapping that works here.
   *
   * @throws org.repo2oci.failure.BuildFailure where none does, with how to allow it
   */
  static IdMapping mapping(SandboxSettings settings, HostPrograms programs, EventSink events)
      throws IOException {
    List<IdMapping> candidates =
        settings.uid() == 0
            ? List.of(IdMapping.HOST, IdMapping.RANGE, IdMapping.SINGLE)
            : List.of(IdMapping.RANGE, IdMapping.SINGLE);
    List<String> reasons = new ArrayList<>();
    for (IdMapping mapping : candidates) {
      Quick.Outcome outcome = tried(mapping, programs);
      if (outcome.exitCode() == 0) {
        if (mapping == IdMapping.SINGLE) {
          events.accept(new BuildEvent.Warned(onlyOne(reasons)));
        }
        return mapping;
      }
      reasons.add(outcome.output().strip());
    }
    throw Refusal.ofNamespaces(reasons.getLast(), HostFacts.read(programs));
  }

  private static Quick.Outcome tried(IdMapping mapping, HostPrograms programs) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(programs.get("unshare").toString());
    command.addAll(mapping.unshareOptions());
    command.addAll(List.of("--mount", "--pid", "--fork", "--", programs.get("mount").toString()));
    command.addAll(List.of("-t", "tmpfs", "repo2oci", "/tmp"));
    return Quick.run(command, programs.searchPath());
  }

  private static String onlyOne(List<String> reasons) {
    return ("Steps run with one user id, so packages cannot be installed in them (%s);"
            + " install the package `uidmap` and give this user a line in `/etc/subuid` and"
            + " `/etc/subgid`")
        .formatted(reasons.getLast());
  }
}
