package org.repo2oci.pypi.resolve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.fetch.Redacted;
import org.repo2oci.pypi.index.IndexGateway;
import org.repo2oci.pypi.index.IndexSettings;
import org.repo2oci.pypi.index.PackageIndex;
import org.repo2oci.pypi.resolve.LockedPackage.Source;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.sandbox.Step;
import org.repo2oci.sandbox.StepResult;
import org.repo2oci.store.BlobWriter;
import org.repo2oci.store.StoredBlob;

/**
 * One build: an environment of its own with what the project's build asks for (PEP 518), then the
 * hooks of its backend (PEP 517, PEP 660). The hooks, a stranger's code, see neither uv's cache nor
 * the way to the machine's indexes; everything lies at fixed paths, so that the same source gives
 * the same bytes.
 */
final class WheelBuild {
  private static final String BUILD = "/build";
  private static final String ENVIRONMENT = BUILD + "/env";
  private static final String PYTHON = ENVIRONMENT + "/bin/python";
  private static final String OUT = "/out";
  private static final String PROGRAM = "/input/build_wheel.py";

  private final PythonTools tools;
  private final SdistBuilder.Surroundings surroundings;
  private final BuildLimits limits;
  private final BuildFailures failures;
  private final Path scratch;
  private final Path build;
  private final Path out;

  WheelBuild(
      PythonTools tools,
      SdistBuilder.Surroundings surroundings,
      BuildLimits limits,
      BuildFailures failures,
      Path scratch)
      throws IOException {
    this.tools = tools;
    this.surroundings = surroundings;
    this.limits = limits;
    this.failures = failures;
    this.scratch = scratch;
    this.build = Files.createDirectories(scratch.resolve("build"));
    this.out = Files.createDirectories(scratch.resolve("out"));
  }

  BuiltWheel run(LockedPackage locked) throws IOException, InterruptedException {
    BuildSource source = new BuildSource.Places(tools, surroundings, scratch).prepare(locked);
    BuildAnswer opened =
        step(
            source,
            // An older Python of the image may not unpack archives safely.
            tools.toolboxes().python(),
            tools.toolboxes().interpreter(),
            List.of("open", source.archive(), source.root(), source.subdirectory()));
    Kind kind =
        locked.source() instanceof Source.Directory directory && directory.editable()
            ? Kind.EDITABLE
            : Kind.WHEEL;
    BuildAnswer built = built(source, opened, kind);
    if (kind == Kind.EDITABLE && !built.texts("compiled").isEmpty()) {
      tools.events().accept(new BuildEvent.Warned(failures.notEditable()));
      built = built(source, opened, Kind.WHEEL);
    }
    String fileName = failures.checked(built.text("file"));
    return new BuiltWheel(stored(fileName), fileName);
  }

  private enum Kind {
    WHEEL("wheel"),
    EDITABLE("editable");

    private final String hook;

    Kind(String hook) {
      this.hook = hook;
    }
  }

  private BuildAnswer built(BuildSource source, BuildAnswer opened, Kind kind)
      throws IOException, InterruptedException {
    String project = opened.text("project");
    install(opened.texts("requires"), true);
    install(step(source, PYTHON, List.of("requires", kind.hook, project)).texts("requires"), false);
    return step(source, PYTHON, List.of("build", kind.hook, project));
  }

  private BuildAnswer step(BuildSource source, String python, List<String> arguments)
      throws IOException, InterruptedException {
    return step(source, tools.toolboxes().build(), python, arguments);
  }

  /** Runs the program of ours and reads what it answers. */
  private BuildAnswer step(
      BuildSource source, List<RootLayer> root, String python, List<String> arguments)
      throws IOException, InterruptedException {
    BuildAnswer.forget(out);
    List<String> command = new ArrayList<>(List.of(python, "-P", PROGRAM));
    command.addAll(arguments);
    Map<Path, String> readable = new LinkedHashMap<>(source.files());
    readable.put(BuildAnswer.program(scratch), PROGRAM);
    Map<Path, String> writable = new LinkedHashMap<>();
    writable.put(build, BUILD);
    writable.put(out, OUT);
    writable.putAll(source.binds());
    Step step =
        Step.of("build " + failures.label(), root, command, environment(source))
            .withNetwork()
            .withoutChanges()
            .withTimeLimit(limits.time())
            .withMemoryLimit(limits.memory())
            .withBinds(readable, writable)
            .withOutput(this::hear);
    try (StepResult result = tools.sandbox().run(step)) {
      if (result.exitCode() != 0) {
        throw failures.ended(result.exitCode(), result.lastLines());
      }
      return BuildAnswer.read(out).orElseThrow(() -> failures.silent(result.lastLines()));
    }
  }

  private void hear(String line) {
    tools
        .events()
        .accept(new BuildEvent.Output(Stage.ASSEMBLE, failures.label(), Redacted.text(line)));
  }

  private static Map<String, String> environment(BuildSource source) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put(
        "PATH", ENVIRONMENT + "/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    environment.put("VIRTUAL_ENV", ENVIRONMENT);
    environment.put("HOME", "/tmp");
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("TZ", "UTC");
    environment.put("NO_COLOR", "1");
    environment.put("SOURCE_DATE_EPOCH", Long.toString(source.epoch()));
    environment.put("PYTHONHASHSEED", "0");
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("PYTHONNOUSERSITE", "1");
    environment.put("PYTHONUNBUFFERED", "1");
    environment.put("GIT_TERMINAL_PROMPT", "0");
    // The folders belong to whoever runs the build, as seen from inside.
    environment.put("GIT_CONFIG_COUNT", "1");
    environment.put("GIT_CONFIG_KEY_0", "safe.directory");
    environment.put("GIT_CONFIG_VALUE_0", "*");
    return environment;
  }

  /** Puts packages into the build's environment, which is made anew first where {@code fresh}. */
  private void install(List<String> requirements, boolean fresh)
      throws IOException, InterruptedException {
    if (requirements.isEmpty() && !fresh) {
      return;
    }
    IndexSettings settings = indexes();
    Optional<IndexGateway> gateway = tools.gateway(settings);
    try {
      Workspace workspace = Workspace.inSandbox(Files.createDirectories(scratch.resolve("work")));
      workspace.writeSettings(settings, gateway);
      String configuration = Workspace.INSIDE + "/" + Workspace.SETTINGS;
      UvCommand uv = tools.uv(surroundings.settings(), Stage.ASSEMBLE);
      UvCommand.Surroundings places =
          new UvCommand.Surroundings(
              workspace.linkFolders(),
              Map.of(workspace.folder(), Workspace.INSIDE, build, BUILD),
              gateway.map(IndexGateway::variables).orElse(Map.of()));
      if (fresh) {
        uv(
            uv,
            List.of(
                "venv",
                "--quiet",
                "--clear",
                "--no-config",
                "--python",
                tools.toolboxes().buildInterpreter(),
                ENVIRONMENT),
            places,
            gateway);
      }
      if (!requirements.isEmpty()) {
        List<String> arguments =
            new ArrayList<>(
                List.of(
                    "pip",
                    "install",
                    "--quiet",
                    "--config-file",
                    configuration,
                    "--python",
                    PYTHON,
                    "--"));
        arguments.addAll(requirements);
        uv(uv, arguments, places, gateway);
      }
    } finally {
      gateway.ifPresent(IndexGateway::close);
    }
  }

  private void uv(
      UvCommand uv,
      List<String> arguments,
      UvCommand.Surroundings places,
      Optional<IndexGateway> gateway)
      throws IOException, InterruptedException {
    UvCommand.Outcome outcome =
        uv.run("build " + failures.label(), tools.toolboxes().build(), arguments, places);
    if (outcome.exitCode() != 0) {
      throw gateway
          .flatMap(IndexGateway::failure)
          .orElseGet(() -> failures.requirements(UvReport.parse(outcome.lines())));
    }
  }

  /** The machine's indexes, and those that the lock names besides. */
  private IndexSettings indexes() {
    IndexSettings machine = surroundings.settings();
    List<PackageIndex> more =
        surroundings.indexes().stream()
            .filter(
                index -> machine.indexes().stream().noneMatch(i -> i.name().equals(index.name())))
            .toList();
    Optional<PackageIndex> main =
        machine
            .defaultIndex()
            .or(() ->
                more.stream()
                    .filter(index -> index.name().equals(PackageIndex.DEFAULT))
                    .findFirst());
    List<PackageIndex> extra = new ArrayList<>(machine.extraIndexes());
    more.stream().filter(index -> !main.filter(index::equals).isPresent()).forEach(extra::add);
    return new IndexSettings(
        main,
        extra,
        machine.findLinks(),
        machine.noIndex(),
        machine.strategy(),
        machine.excludeNewer(),
        machine.caBundle(),
        machine.warnings());
  }

  /** Takes the wheel out; a build may have put anything in its place. */
  private StoredBlob stored(String fileName) throws IOException {
    Path file = out.resolve(fileName);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw failures.silent(List.of());
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        BlobWriter blob = tools.store().newBlob(Files.size(file))) {
      in.transferTo(blob);
      return blob.commit();
    }
  }
}
