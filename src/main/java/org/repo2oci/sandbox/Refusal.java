package org.repo2oci.sandbox;

import org.repo2oci.failure.BuildFailure;

/** What a user is told where the machine refuses a sandbox. */
final class Refusal {
  private Refusal() {}

  static BuildFailure of(Step step, SideChannel.Report.Refused refused, HostFacts facts) {
    if (refused.stage().equals("directory")) {
      return BuildFailure.input(
              "Cannot run `%s`: there is no folder `%s` in the image"
                  .formatted(step.name(), refused.reason()))
          .withHint("Name a folder that the image has");
    }
    return hints(
        BuildFailure.environment(
                "Cannot run `%s`: this machine refuses a sandbox (%s)"
                    .formatted(step.name(), refused.stage()))
            .withDetail(refused.reason()),
        facts);
  }

  static BuildFailure of(Step step, SideChannel.Report.Lost lost, HostFacts facts) {
    BuildFailure failure =
        BuildFailure.environment(
            "Cannot run `%s`: the sandbox ended before its time".formatted(step.name()));
    if (lost.said().isEmpty()) {
      return failure.withHint("It was killed: see whether the machine ran out of memory");
    }
    return hints(failure.withDetail(lost.said()), facts);
  }

  /** The namespaces themselves are refused. */
  static BuildFailure ofNamespaces(String problem, String reason, HostFacts facts) {
    return hints(
        BuildFailure.environment(problem + ": this machine refuses namespaces to this user")
            .withDetail(reason),
        facts);
  }

  /** dpkg gives files to users that do not exist where there is one user id. */
  static BuildFailure ofOneUser(String step, HostFacts facts) {
    BuildFailure failure =
        BuildFailure.environment(
            "Cannot run `%s`: this user has one user id, and packages need many".formatted(step));
    if (facts.noNewPrivileges()) {
      return failure
          .withHint(
              "`newuidmap` gets no rights here: in a pod set `allowPrivilegeEscalation: true`, with"
                  + " `docker run` leave out `--security-opt no-new-privileges`")
          .withHint("Or run the command as root");
    }
    return failure
        .withHint(
            "Install the package `uidmap` and give this user a range of ids, such as"
                + " `sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 NAME`")
        .withHint("Or run the command as root");
  }

  private static BuildFailure hints(BuildFailure failure, HostFacts facts) {
    BuildFailure hinted = failure;
    if (facts.appArmorRestricts()) {
      hinted =
          hinted.withHint(
              "Ubuntu restricts user namespaces: run"
                  + " `sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`");
    }
    if (!facts.userNamespacesAllowed()) {
      hinted =
          hinted.withHint(
              "User namespaces are switched off: run"
                  + " `sudo sysctl -w user.max_user_namespaces=28633 kernel.unprivileged_userns_clone=1`");
    }
    if (facts.kubernetes()) {
      hinted =
          hinted.withHint(
              "Give the container `seccompProfile.type: Unconfined` and"
                  + " `appArmorProfile.type: Unconfined`");
    } else if (facts.container() || facts.seccomp()) {
      hinted =
          hinted.withHint(
              "Start the container with `--security-opt seccomp=unconfined"
                  + " --security-opt apparmor=unconfined`");
    }
    if (hinted.hints().isEmpty()) {
      hinted =
          hinted.withHint(
              "Run the command as root, or on a machine where `unshare --user --mount true` works");
    }
    return hinted;
  }
}
