package org.repo2oci.cli.action;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.repo2oci.cli.application.HostSettings;
import org.repo2oci.cli.application.InspectReport;
import org.repo2oci.cli.application.PushedLayers;
import org.repo2oci.cli.application.ReadyImage;
import org.repo2oci.cli.application.Release;
import org.repo2oci.cli.render.ColorMode;
import org.repo2oci.cli.render.Detail;
import org.repo2oci.cli.render.Display;
import org.repo2oci.cli.render.FailureText;
import org.repo2oci.cli.render.GithubCommand;
import org.repo2oci.cli.render.ProgressMode;
import org.repo2oci.cli.render.Redaction;
import org.repo2oci.cli.render.Renderer;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.ImageReference;

/**
 * One step of a workflow: builds the repository that was checked out, tests the image, pushes it,
 * and says what came of it. What a workflow gave to repo2docker-action means the same here.
 */
public final class GithubAction {
  /** What is done by the rest of the program. */
  public interface Program {
    /** Runs a command line of repo2docker; {@code more} is added to the command that it becomes. */
    int repo2docker(
        HostSettings host, PrintStream err, List<String> words, List<String> more, Release release);

    /** Whether a Docker Engine answers. */
    boolean engine(HostSettings host);

    /**
     * Reads an image of a registry.
     *
     * @throws BuildFailure where it cannot be read
     */
    InspectReport inspect(HostSettings host, ImageReference image);
  }

  private final HostSettings host;
  private final PrintStream err;
  private final Program program;
  private final MyBinder binder;

  /**
   * @param host of the runner, whose variables are the inputs
   */
  public GithubAction(HostSettings host, PrintStream err, Program program) {
    this(host, err, program, MyBinder.usual());
  }

  GithubAction(HostSettings host, PrintStream err, Program program, MyBinder binder) {
    this.host = host;
    this.err = err;
    this.program = program;
    this.binder = binder;
  }

  /** Does it; the answer is the exit code of the step. */
  public int run() {
    StepFile summary = StepFile.of(host.environment(), "GITHUB_STEP_SUMMARY");
    LastWords words = new LastWords(err);
    int code;
    try (PrintStream told = new PrintStream(words, true, StandardCharsets.UTF_8);
        Renderer renderer =
            new Display(ProgressMode.GITHUB, ColorMode.AUTO, Detail.NORMAL, false)
                .renderer(host, told, Redaction.of(host.environment()))) {
      try {
        code = step(told, renderer, summary);
      } catch (BuildFailure failure) {
        renderer.failed(FailureText.of(failure, false));
        code = failure.kind().exitCode();
      }
    }
    if (code != 0) {
      String error = words.error();
      if (error.contains(Credentials.LOGIN)) {
        // Where the error speaks of a variable that nobody has set by hand.
        String hint = "The login is that of the inputs `DOCKER_USERNAME` and `DOCKER_PASSWORD`";
        say(err, hint);
        error = error + "\n\n" + hint;
      }
      summary.markdown(JobSummary.failure(error));
    }
    return code;
  }

  private int step(PrintStream told, EventSink events, StepFile summary) {
    ActionInputs inputs = new ActionInputs(host.environment());
    GithubRun run = GithubRun.read(host.environment());
    PushChoice choice = PushChoice.of(inputs, run);
    ImageNaming names = ImageNaming.of(inputs, run);
    StepFile outputs = StepFile.of(host.environment(), "GITHUB_OUTPUT");
    outputs.output("IMAGE_SHA_NAME", names.commit().toString());
    outputs.output("IMAGE_SHA_TAG", run.shortCommit());
    outputs.output(
        "IMAGE_TAGS",
        String.join("\n", names.all().stream().map(ImageReference::toString).toList()));
    choice.why().ifPresent(why -> say(told, why));
    unused(inputs, told, events);

    Map<String, String> environment =
        new LinkedHashMap<>(
            Credentials.environment(host.environment(), inputs, names.registry(), run.workspace()));
    // The variable and not the option: messages name files as from this folder.
    inputs.text("SUBDIR").ifPresent(folder -> environment.put("REPO2OCI_SUBDIR", folder));
    inputs.text("PLATFORM").ifPresent(one -> environment.put("REPO2OCI_PLATFORM", one));
    HostSettings quiet = host.withEnvironment(environment);
    Optional<ImageTests> tests =
        ImageTests.of(inputs, run.workspace(), () -> program.engine(quiet));
    Optional<BinderFile> binderFile =
        inputs.flag("BINDER_CACHE")
            ? Optional.of(new BinderFile(run.workspace(), environment))
            : Optional.empty();
    binderFile.ifPresent(BinderFile::prepare);

    Optional<Earlier> earlier = earlier(quiet, candidates(inputs, run, names));
    BuildWords words = new BuildWords(inputs, run, names);
    Deed deed = new Deed(quiet, names, earlier.map(Earlier::image), tests);
    int code =
        program.repo2docker(
            quiet,
            told,
            words.repo2docker(earlier.map(Earlier::reference)),
            words.more(choice.push(), () -> program.engine(quiet)),
            deed);
    outputs.output("PUSH_STATUS", Boolean.toString(deed.pushed.isPresent()));
    if (code != 0) {
      return code;
    }
    InspectReport image = deed.image();
    outputs.output("IMAGE_DIGEST", image.manifest().toString());
    outputs.output("CHANGED", Boolean.toString(deed.changed()));
    summary.markdown(
        new JobSummary(
                names,
                image,
                deed.earlier,
                deed.pushed,
                choice.why().or(() -> choice.push() ? Optional.empty() : Optional.of("`NO_PUSH`")),
                tests.map(_ -> "passed"))
            .markdown());
    if (deed.pushed.isPresent()) {
      afterwards(inputs, run, names, quiet, binderFile, events);
    }
    return 0;
  }

  private static void say(PrintStream told, String notice) {
    told.print(GithubCommand.notice(notice));
  }

  private static void unused(ActionInputs inputs, PrintStream told, EventSink events) {
    if (inputs.text("FORCE_REPO2DOCKER_VERSION").isPresent()) {
      say(told, "`FORCE_REPO2DOCKER_VERSION` is not used: the version is the tag behind `uses:`");
    }
    if (inputs.text("EXTRA_PIP_INSTALL").isPresent()) {
      events.accept(
          new BuildEvent.Warned(
              "`EXTRA_PIP_INSTALL` is not used, and never was; put the packages into a file"));
    }
  }

  /** Images to compare with, the likeliest first. */
  private static List<ImageReference> candidates(
      ActionInputs inputs, GithubRun run, ImageNaming names) {
    List<ImageReference> candidates = new ArrayList<>();
    for (String name : inputs.list("CACHE_FROM")) {
      try {
        candidates.add(ImageReference.parse(name));
      } catch (IllegalArgumentException e) {
        throw BuildFailure.usage("Cannot use the input `CACHE_FROM`: %s".formatted(e.getMessage()))
            .withHint("Name images of a registry, one a line");
      }
    }
    run.earlierTag().ifPresent(tag -> candidates.add(names.commit().withTag(tag)));
    candidates.add(names.commit().withTag("latest"));
    candidates.removeIf(names.commit()::equals);
    return candidates;
  }

  /** An image that was made before this one. */
  private record Earlier(ImageReference reference, InspectReport image) {}

  /** Asked before the build, which takes from it what stayed the same. */
  private Optional<Earlier> earlier(HostSettings quiet, List<ImageReference> candidates) {
    for (ImageReference candidate : candidates) {
      Optional<InspectReport> image = inspected(quiet, candidate);
      if (image.isPresent()) {
        return Optional.of(new Earlier(candidate, image.get()));
      }
    }
    return Optional.empty();
  }

  /** There may be none, or none that this run may see. */
  private Optional<InspectReport> inspected(HostSettings quiet, ImageReference reference) {
    try {
      return Optional.of(program.inspect(quiet, reference));
    } catch (BuildFailure | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private void afterwards(
      ActionInputs inputs,
      GithubRun run,
      ImageNaming names,
      HostSettings quiet,
      Optional<BinderFile> binderFile,
      EventSink events) {
    if (inputs.flag("PUBLIC_REGISTRY_CHECK")) {
      checkPublic(names, quiet);
      events.accept(new BuildEvent.Noted(Stage.PUSH, "Everybody can pull the image"));
    }
    binderFile.ifPresent(file ->
        file.write(
            names.commit(),
            inputs.text("COMMIT_MSG").orElse("Update image tag"),
            run.actor() + "@users.noreply.github.com",
            run.ref(),
            !inputs.flag("NO_GIT_PUSH"),
            events));
    inputs.text("MYBINDERORG_TAG").ifPresent(tag -> tell(run, tag, events));
  }

  /** Hubs pull without a login, so nothing of this machine may help. */
  private void checkPublic(ImageNaming names, HostSettings quiet) {
    Map<String, String> nobody = new LinkedHashMap<>(quiet.environment());
    nobody
        .keySet()
        .removeAll(
            Set.of(
                "CONTAINER_ENGINE_REGISTRY_CREDENTIALS",
                "REGISTRY_AUTH_FILE",
                "XDG_RUNTIME_DIR",
                "XDG_CONFIG_HOME"));
    nobody.put("DOCKER_CONFIG", "/nonexistent");
    try {
      program.inspect(quiet.withEnvironment(nobody).withoutHome(), names.commit());
    } catch (BuildFailure failure) {
      throw BuildFailure.environment(
              "Cannot pull `%s` without a login, as a hub does".formatted(names.commit()))
          .withDetail(failure.message())
          .withHint("Make the repository public in the registry's own settings")
          .withCause(failure);
    }
  }

  private void tell(GithubRun run, String tag, EventSink events) {
    try {
      Optional<String> failed = binder.build(run.repository(), tag);
      events.accept(
          failed.isPresent()
              ? new BuildEvent.Warned("The Binder is not ready: " + failed.get())
              : new BuildEvent.Noted(Stage.PUSH, "The Binder is ready for `%s`".formatted(tag)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What happens between the build and the end. */
  private final class Deed implements Release {
    private final HostSettings quiet;
    private final ImageNaming names;
    private final Optional<InspectReport> before;
    private final Optional<ImageTests> tests;
    private Optional<InspectReport> image = Optional.empty();
    private Optional<InspectReport> earlier = Optional.empty();
    private Optional<InspectReport> same = Optional.empty();
    private Optional<PushedLayers> pushed = Optional.empty();

    Deed(
        HostSettings quiet,
        ImageNaming names,
        Optional<InspectReport> before,
        Optional<ImageTests> tests) {
      this.quiet = quiet;
      this.names = names;
      this.before = before;
      this.tests = tests;
    }

    @Override
    public void built(ReadyImage ready, EventSink events) {
      image = Optional.of(ready.report());
      // Before the push, which moves tags.
      same = inspected(quiet, names.commit());
      earlier = before.or(() -> same);
      tests.ifPresent(test -> test.run(ready, quiet.environment(), events));
    }

    @Override
    public void pushed(PushedLayers layers) {
      pushed = Optional.of(layers);
    }

    /** What was built; its packages may be known to the registry alone. */
    InspectReport image() {
      InspectReport built = image.orElseThrow();
      return built.packages().isEmpty() && pushed.isPresent()
          ? inspected(quiet, names.commit()).orElse(built)
          : built;
    }

    boolean changed() {
      InspectReport built = image.orElseThrow();
      return Stream.concat(same.stream(), earlier.stream())
          .noneMatch(one -> JobSummary.isSame(built, one));
    }
  }
}
