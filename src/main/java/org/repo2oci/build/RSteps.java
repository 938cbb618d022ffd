package org.repo2oci.build;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.repo2oci.buildpack.RWish;
import org.repo2oci.cran.RDefinition;
import org.repo2oci.cran.spec.DescriptionFile;
import org.repo2oci.cran.spec.InstallScript;
import org.repo2oci.cran.spec.RenvLock;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.lock.REnvironment;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.Stratum;
import org.repo2oci.repository.Checkout;

/**
 * What R itself runs in the image: install.R, whole, and the installation of the repository itself.
 *
 * @param toolboxes of the build
 * @param debian whether the image is of the same packages as those
 * @param libraries empty where the image's are not known
 */
record RSteps(
    Workshop workshop,
    BuildRequest request,
    RDefinition definition,
    DebianToolboxes toolboxes,
    boolean debian,
    Optional<RLibraries> libraries) {
  private static final String FORMAT = "install.R 1";
  private static final long SIZE = 1 << 20;

  /** All but the lock and the repository: a script that needs none of its files runs here. */
  private static final Set<Stratum> BELOW = EnumSet.range(Stratum.BASE, Stratum.R_PACKAGES);

  private static final Set<Stratum> EVERYTHING = EnumSet.allOf(Stratum.class);

  /** Where scripts of ours lie while they run. */
  private static final String OWN = "/var/lib/repo2oci-r/";

  private static final int LARGEST_LOCK = 32 << 20;

  List<StepPart> parts(
      REnvironment r, RWish wish, Checkout checkout, ImageConfig settings, NormalChanges changes) {
    List<StepPart> parts = new ArrayList<>();
    boolean unlocked = r.origin() == REnvironment.Origin.CONDA || !debian;
    wish.renvLock()
        .map(file -> RenvLock.parse(checkout.source().read(file, LARGEST_LOCK), file))
        .flatMap(lock -> ofLock(lock, unlocked))
        .ifPresent(script -> parts.add(part(script, r, settings, changes)));
    wish.script()
        .map(file -> script(file, checkout))
        .ifPresent(script -> parts.add(part(script, r, settings, changes)));
    wish.description()
        .flatMap(file -> installed(file, checkout, unlocked))
        .ifPresent(script -> parts.add(part(script, r, settings, changes)));
    return parts;
  }

  /**
   * A script.
   *
   * @param path absolute, in the image
   * @param brought whether it is put there for the step
   * @param alone whether it reads nothing of the repository
   */
  private record Script(String name, String path, byte[] content, boolean brought, boolean alone) {}

  private Script script(String file, Checkout checkout) {
    byte[] content = checkout.source().readSmall(file);
    boolean alone = InstallScript.parse(content, file).selfContained();
    return new Script(file, request.inRepository(file), content, alone, alone);
  }

  /** The repository itself, where it is a package and not only a list of what it needs. */
  private Optional<Script> installed(String file, Checkout checkout, boolean unlocked) {
    boolean whole = checkout.source().isFolder("R") || checkout.source().isFolder("src");
    if (unlocked) {
      DescriptionFile description =
          DescriptionFile.parse(checkout.source().read(file, LARGEST_LOCK), file);
      boolean alone = !whole && description.remotes().isEmpty();
      return Optional.of(ours(file, UnlockedR.of(description, whole), alone));
    }
    if (!whole) {
      note(
          "`%s` names what the repository needs; there is no folder `R`, so it is not installed"
              .formatted(file));
      return Optional.empty();
    }
    return Optional.of(ours(file, "remotes::install_local(\".\", upgrade = \"never\")\n", false));
  }

  /** What a lock of renv has that is not locked: all of it, or what comes from elsewhere. */
  private Optional<Script> ofLock(RenvLock lock, boolean unlocked) {
    StringBuilder text = new StringBuilder(unlocked ? UnlockedR.of(lock) : "");
    List<String> unknown = new ArrayList<>();
    lock.elsewhere()
        .forEach((name, remote) -> {
          if (remote.contains("/") && remote.matches("[A-Za-z0-9_./@-]+")) {
            text.append("remotes::install_github(\"%s\", upgrade = \"never\")\n".formatted(remote));
          } else {
            unknown.add("%s (%s)".formatted(name, remote));
          }
        });
    if (!unknown.isEmpty()) {
      throw BuildFailure.input(
              "Cannot install `%s` of `%s`: it comes from no place that is known"
                  .formatted(unknown.getFirst(), lock.path()))
          .withHint("Install it in install.R, and leave it out of the lock");
    }
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(ours(lock.path(), text.toString(), true));
  }

  private static Script ours(String name, String text, boolean alone) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    return new Script(
        name, OWN + "of-" + name.replaceAll("[^A-Za-z0-9]", "-") + ".R", content, true, alone);
  }

  private StepPart part(
      Script script, REnvironment r, ImageConfig settings, NormalChanges changes) {
    RScriptStep step =
        new RScriptStep(
            workshop,
            script.name(),
            script.path(),
            script.brought() ? Optional.of(script.content()) : Optional.empty(),
            r,
            settings.environment(),
            request,
            definition.systemLibraries(),
            r.origin() == REnvironment.Origin.CONDA || !debian
                ? Optional.empty()
                : Optional.of(toolboxes),
            libraries,
            changes);
    List<String> material = new ArrayList<>(List.of(FORMAT, script.path()));
    material.add(Digest.of(script.content()).toString());
    material.add(request.uid() + " " + request.repositoryPath());
    material.add(r.toString());
    for (Map.Entry<String, String> variable : settings.environment().entrySet()) {
      material.add(variable.getKey() + "=" + variable.getValue());
    }
    return new StepPart(
        new Component(
            script.alone() ? Stratum.R_SCRIPT : Stratum.STEPS, script.name(), "", SIZE, material),
        script.alone() ? BELOW : EVERYTHING,
        request.steps().again(),
        step::in);
  }

  private void note(String message) {
    workshop.events().accept(new BuildEvent.Noted(Stage.PLAN, message));
  }
}
