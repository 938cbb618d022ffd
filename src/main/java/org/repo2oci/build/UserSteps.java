package org.repo2oci.build;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.repo2oci.build.Appendix.Instruction;
import org.repo2oci.buildpack.Environment;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.lock.Lock;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.Stratum;
import org.repo2oci.repository.Checkout;

/** What the user's own files have run in the image, above everything else. */
final class UserSteps {
  /** What a step is taken to add, for plans; it is not known before. */
  private static final long SIZE = 1 << 20;

  /** Part of every key: changes when the same command gives another layer. */
  private static final String FORMAT = "step 1";

  private static final Set<Stratum> EVERYTHING = EnumSet.allOf(Stratum.class);

  /** How much of a command is shown. */
  private static final int LONGEST = 60;

  /** Downloads that package managers keep in the home, to no use in an image. */
  private static final List<String> CACHES =
      List.of(".cache/pip", ".cache/uv", ".npm/_cacache", ".npm/_logs");

  private final Workshop workshop;
  private final BuildRequest request;
  private final Lock lock;
  private final Checkout checkout;
  private final ImageConfig settings;
  private final AppendixPlan appendix;

  /**
   * @param settings of the image, without the appendix
   */
  UserSteps(
      Workshop workshop, BuildRequest request, Lock lock, Checkout checkout, ImageConfig settings) {
    this.workshop = workshop;
    this.request = request;
    this.lock = lock;
    this.checkout = checkout;
    this.settings = settings;
    this.appendix = AppendixPlan.of(request, settings);
  }

  List<StepPart> parts(Environment environment) {
    List<StepPart> parts = new ArrayList<>();
    CondaKernel.of(lock)
        .flatMap(kernel -> kernel.pip(workshop, request, environment, settings, changes()))
        .ifPresent(step -> parts.add(part(step)));
    environment.file(RepositoryPart.POST_BUILD).ifPresent(file -> parts.add(postBuild(file)));
    appendix.tasks().forEach(task -> parts.add(part(task)));
    if (appendix.endsAsRoot()) {
      warnOfRoot();
    }
    return parts;
  }

  /** As `RUN ./postBuild` does: what has no first line that says otherwise is for the shell. */
  private StepPart postBuild(String file) {
    return part(
        new UserStep(
            workshop,
            file,
            List.of("/bin/sh", "-c", "exec \"$0\"", "./" + file),
            settings.environment(),
            MachineVariables.of(request.indexes()),
            request.uid(),
            request.uid(),
            request.repositoryPath(),
            request.steps(),
            changes()));
  }

  private void warnOfRoot() {
    workshop
        .events()
        .accept(
            new BuildEvent.Warned(
                "The appendix ends as root; the image still runs as `%s`"
                    .formatted(request.userName())));
  }

  private StepPart part(AppendixPlan.Task task) {
    return switch (task.instruction()) {
      case Instruction.Run run ->
          part(
              new UserStep(
                  workshop,
                  shortened("RUN " + String.join(" ", run.words())),
                  run.shell() ? List.of("/bin/sh", "-c", run.words().getFirst()) : run.words(),
                  task.environment(),
                  MachineVariables.of(request.indexes()),
                  task.user().uid(),
                  task.user().gid(),
                  request.repositoryPath(),
                  request.steps(),
                  changes()));
      case Instruction.Copy copy -> part(copy, task);
      case Instruction.Env _, Instruction.Label _, Instruction.Arg _, Instruction.User _ ->
          throw new IllegalStateException("nothing to run");
    };
  }

  private StepPart part(Instruction.Copy copy, AppendixPlan.Task task) {
    AppendixPlan.Owner owner =
        copy.owner()
            .map(name -> DockerfileWords.expanded(name, task.environment()))
            .map(name -> appendix.owner(name, copy.line()))
            .orElse(new AppendixPlan.Owner(0, 0));
    CopiedFiles files = new CopiedFiles(copy, task.environment(), owner);
    FileTree repository = checkout.files("", request.uid(), request.uid()).tree();
    String name = shortened("COPY " + String.join(" ", copy.sources()) + " " + copy.target());
    return new StepPart(
        new Component(
            Stratum.STEPS,
            name,
            "",
            SIZE,
            List.of(FORMAT, copy.toString(), owner.toString(), task.environment().toString())),
        EVERYTHING,
        false,
        false,
        below ->
            new StepPart.Made(
                files.tree(repository, request.repositoryPath(), below.attributes()), () -> {}));
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
  }

  private StepPart part(UserStep step) {
    List<String> material = new ArrayList<>(List.of(FORMAT));
    material.addAll(step.command());
    material.add(step.folder());
    material.add(step.uid() + ":" + step.gid());
    step.variables().forEach((name, value) -> material.add(name + "=" + value));
    return new StepPart(
        new Component(Stratum.STEPS, step.name(), "", SIZE, material),
        EVERYTHING,
        request.steps().again(),
        step::in);
  }

  /** What becomes of what is written. */
  NormalChanges changes() {
    String home = request.home().substring(1);
    long date = Math.max(lock.created().getEpochSecond(), checkout.mtime());
    return new NormalChanges(date, CACHES.stream().map(path -> home + "/" + path).toList());
  }
}
