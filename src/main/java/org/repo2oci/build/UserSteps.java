package org.repo2oci.build;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.repo2oci.buildpack.Environment;
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

  /** Downloads that package managers keep in the home, to no use in an image. */
  private static final List<String> CACHES =
      List.of(".cache/pip", ".cache/uv", ".npm/_cacache", ".npm/_logs");

  private final Workshop workshop;
  private final BuildRequest request;
  private final Lock lock;
  private final Checkout checkout;
  private final ImageConfig settings;

  /**
   * @param settings of the image
   */
  UserSteps(
      Workshop workshop, BuildRequest request, Lock lock, Checkout checkout, ImageConfig settings) {
    this.workshop = workshop;
    this.request = request;
    this.lock = lock;
    this.checkout = checkout;
    this.settings = settings;
  }

  List<StepPart> parts(Environment environment) {
    List<StepPart> parts = new ArrayList<>();
    environment.file(RepositoryPart.POST_BUILD).ifPresent(file -> parts.add(postBuild(file)));
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

  private StepPart part(UserStep step) {
    List<String> material = new ArrayList<>(List.of(FORMAT));
    material.addAll(step.command());
    material.add(step.folder());
    material.add(step.uid() + ":" + step.gid());
    step.variables().forEach((name, value) -> material.add(name + "=" + value));
    Set<Stratum> everything = EnumSet.allOf(Stratum.class);
    return new StepPart(
        new Component(Stratum.STEPS, step.name(), "", SIZE, material),
        everything,
        request.steps().again(),
        step::in);
  }

  private NormalChanges changes() {
    String home = request.home().substring(1);
    long date = Math.max(lock.created().getEpochSecond(), checkout.mtime());
    return new NormalChanges(date, CACHES.stream().map(path -> home + "/" + path).toList());
  }
}
