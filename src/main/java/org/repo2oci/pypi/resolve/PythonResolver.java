package org.repo2oci.pypi.resolve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.pypi.index.IndexGateway;
import org.repo2oci.pypi.spec.IndexOptions;
import org.repo2oci.pypi.spec.Requirement;
import org.repo2oci.pypi.spec.Requirements;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.store.Scratch;

/**
 * Decides every Python package of an image: uv resolves the user's and the server's requirements
 * together, in the sandbox, and the archives that fit the image are picked from what it found.
 */
public final class PythonResolver {
  private static final String ALL = ":all:";

  private final PythonTools tools;

  public PythonResolver(PythonTools tools) {
    this.tools = tools;
  }

  /**
   * Resolves.
   *
   * @throws BuildFailure with the file and the line that cannot be satisfied
   */
  public ResolvedPython resolve(ResolveRequest request) throws IOException, InterruptedException {
    announce(request);
    requireHashes(request.user());
    Optional<IndexGateway> gateway = tools.gateway(request.indexes());
    try (Scratch scratch = tools.store().newScratch();
        Closing closing = new Closing(gateway)) {
      Workspace workspace =
          prepare(request, scratch.directory().resolve("work"), closing.gateway());
      UvCommand uv = tools.uv(request.settings(), Stage.RESOLVE);
      UvCommand.Outcome outcome = run(request, workspace, uv, gateway);
      UvReport report = UvReport.parse(outcome.lines());
      if (outcome.exitCode() != 0) {
        throw gateway
            .flatMap(IndexGateway::failure)
            .orElse(explained(new UvFailures(request, workspace).failure(report)));
      }
      report.warnings().forEach(line -> tools.events().accept(new BuildEvent.Warned(line)));
      Pylock resolved =
          Pylock.parse(Files.readString(workspace.folder().resolve(Workspace.RESULT)));
      return new ResolvedPython(
          new Locking(request, workspace, gateway, tools.fetcher()).lock(resolved),
          tools.release().version());
    }
  }

  /** Closes a gateway that may not be there. */
  private record Closing(Optional<IndexGateway> gateway) implements AutoCloseable {
    @Override
    public void close() {
      gateway.ifPresent(IndexGateway::close);
    }
  }

  private void announce(ResolveRequest request) {
    request.settings().warnings().forEach(this::warn);
    request.user().warnings().forEach(this::warn);
    for (ServerSet.Exclusion exclusion : request.server().exclusions()) {
      if (!exclusion.isWanted(request.user())) {
        tools
            .events()
            .accept(
                new BuildEvent.Noted(
                    Stage.RESOLVE,
                    "Left out `%s`: %s".formatted(exclusion.name(), exclusion.reason())));
      }
    }
    if (request.user().options().noBinary().contains(ALL)) {
      warn("`--no-binary :all:` counts for the packages that the list names, not for the others");
    }
  }

  private void warn(String message) {
    tools.events().accept(new BuildEvent.Warned(message));
  }

  private static void requireHashes(Requirements user) {
    if (!user.options().requireHashes()) {
      return;
    }
    for (Requirement requirement : user.requirements()) {
      if (requirement.options().hashes().isEmpty()) {
        throw BuildFailure.input(
                "Cannot resolve %s: it has no hash, and the list says `--require-hashes`"
                    .formatted(requirement.origin()))
            .withHint(
                "Add `--hash=sha256:…` to it, or drop `--require-hashes`: the lock pins anyway");
      }
    }
  }

  private Workspace prepare(ResolveRequest request, Path folder, Optional<IndexGateway> gateway)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Workspace workspace =
        tools.sandbox().runsSteps() ? Workspace.inSandbox(folder) : Workspace.inPlace(folder);
    if (request.user().needsRepository()) {
      RepositoryCopy.make(request.repository().toRealPath(), workspace.repository());
    }
    int number = 0;
    for (Requirement requirement : request.user().requirements()) {
      if (requirement instanceof Requirement.Git git) {
        String commit =
            tools
                .git()
                .checkout(
                    git.url(), git.revision(), workspace.checkout(number), git.origin().toString());
        workspace.add(number, new Workspace.Checkout(git, commit));
        number++;
      }
    }
    workspace.writeRequirements(request.user(), request.server());
    workspace.writeInstalled(request.installed());
    workspace.writePreferences(request.preferences());
    workspace.writeSettings(request.indexes(), gateway);
    return workspace;
  }

  private UvCommand.Outcome run(
      ResolveRequest request, Workspace workspace, UvCommand uv, Optional<IndexGateway> gateway)
      throws IOException, InterruptedException {
    UvCommand.Surroundings surroundings =
        new UvCommand.Surroundings(
            workspace.linkFolders(),
            Map.of(workspace.folder(), workspace.inside()),
            gateway.map(IndexGateway::variables).orElse(Map.of()));
    List<String> arguments = arguments(request, workspace, tools.toolboxes().interpreter());
    if (!tools.sandbox().runsSteps()) {
      return inPlace(workspace, uv, surroundings, arguments);
    }
    UvCommand.Outcome first =
        uv.run("resolve Python packages", tools.toolboxes().python(), arguments, surroundings);
    if (first.exitCode() == 0 || !UvReport.parse(first.lines()).wantsToolchain()) {
      return first;
    }
    tools
        .events()
        .accept(
            new BuildEvent.Noted(
                Stage.RESOLVE,
                "A package has to be built to know what it needs; with compilers now"));
    workspace.writePreferences(request.preferences());
    List<RootLayer> toolchain = tools.toolboxes().build();
    return uv.run("resolve Python packages", toolchain, arguments, surroundings);
  }

  /** Nothing of a package is run: those without a wheel are out of the question. */
  private UvCommand.Outcome inPlace(
      Workspace workspace,
      UvCommand uv,
      UvCommand.Surroundings surroundings,
      List<String> arguments)
      throws IOException, InterruptedException {
    tools
        .events()
        .accept(
            new BuildEvent.Noted(
                Stage.RESOLVE, "Choosing among packages that have wheels: there is no sandbox"));
    DirectPython python = DirectPython.of(tools.toolboxes());
    List<String> direct = new ArrayList<>(arguments);
    direct.set(direct.indexOf("--python") + 1, python.script(workspace.folder()).toString());
    direct.add("--no-build");
    return uv.runInPlace("resolve Python packages", direct, workspace.folder(), surroundings);
  }

  /** What would be possible with a sandbox. */
  private BuildFailure explained(BuildFailure failure) throws IOException {
    try {
      tools.sandbox().requireSteps("build packages", false);
      return failure;
    } catch (BuildFailure refused) {
      BuildFailure more =
          failure.withHint(
              "Only packages that have wheels can be chosen where there is no sandbox to build"
                  + " the others in");
      for (String hint : refused.hints()) {
        more = more.withHint(hint);
      }
      return more;
    }
  }

  private static List<String> arguments(
      ResolveRequest request, Workspace workspace, String interpreter) {
    IndexOptions options = request.user().options();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "pip",
                "compile",
                "--config-file",
                workspace.inside() + "/" + Workspace.SETTINGS,
                "--python",
                interpreter,
                "--python-platform",
                request.target().uvPlatform(),
                "--no-header",
                "--quiet",
                "--format",
                "pylock.toml",
                "--output-file",
                workspace.inside() + "/" + Workspace.RESULT,
                "--constraints",
                workspace.inside() + "/" + Workspace.CONSTRAINTS,
                "--constraints",
                workspace.inside() + "/" + Workspace.INSTALLED + ".txt",
                "--excludes",
                workspace.inside() + "/" + Workspace.EXCLUDES));
    request.target().exact().ifPresent(version -> arguments.add("--python-version=" + version));
    if (options.preReleases()) {
      arguments.add("--prerelease=allow");
    }
    noBinary(request.user()).forEach(name -> arguments.add("--no-binary=" + name));
    options.onlyBinary().forEach(name -> arguments.add("--only-binary=" + name));
    for (Requirement requirement : request.user().requirements()) {
      requirement
          .options()
          .configSettings()
          .forEach((key, value) ->
              requirement
                  .name()
                  .ifPresent(name ->
                      arguments.add(
                          "--config-settings-package=%s:%s=%s".formatted(name, key, value))));
    }
    arguments.add(workspace.inside() + "/" + Workspace.USER);
    arguments.add(workspace.inside() + "/" + Workspace.SERVER);
    return arguments;
  }

  /** The server's packages are never built because of {@code :all:}. */
  private static List<String> noBinary(Requirements user) {
    if (!user.options().noBinary().contains(ALL)) {
      return user.options().noBinary();
    }
    return user.requirements().stream().flatMap(r -> r.name().stream()).distinct().toList();
  }
}
