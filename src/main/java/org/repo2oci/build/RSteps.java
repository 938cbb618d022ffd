package org.repo2oci.build;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.repo2oci.buildpack.RWish;
import org.repo2oci.cran.RDefinition;
import org.repo2oci.cran.spec.InstallScript;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.lock.REnvironment;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.Stratum;
import org.repo2oci.repository.Checkout;

/** What R itself runs in the image: install.R, whole. */
record RSteps(
    Workshop workshop, BuildRequest request, RDefinition definition, DebianToolboxes toolboxes) {
  private static final String FORMAT = "install.R 1";
  private static final long SIZE = 1 << 20;

  /** All but the lock and the repository: a script that needs none of its files runs here. */
  private static final Set<Stratum> BELOW = EnumSet.range(Stratum.BASE, Stratum.R_PACKAGES);

  private static final Set<Stratum> EVERYTHING = EnumSet.allOf(Stratum.class);

  List<StepPart> parts(
      REnvironment r, RWish wish, Checkout checkout, ImageConfig settings, NormalChanges changes) {
    return wish.script().stream()
        .map(file -> script(file, r, checkout, settings, changes))
        .toList();
  }

  private StepPart script(
      String file, REnvironment r, Checkout checkout, ImageConfig settings, NormalChanges changes) {
    byte[] content = checkout.source().readSmall(file);
    boolean alone = InstallScript.parse(content, file).selfContained();
    RScriptStep step =
        new RScriptStep(
            workshop,
            file,
            content,
            alone,
            r,
            settings.environment(),
            request,
            definition.systemLibraries(),
            r.origin() == REnvironment.Origin.CONDA ? Optional.empty() : Optional.of(toolboxes),
            changes);
    List<String> material = new ArrayList<>(List.of(FORMAT, file));
    material.add(Digest.of(content).toString());
    material.add(request.uid() + " " + request.repositoryPath());
    material.add(r.toString());
    for (Map.Entry<String, String> variable : settings.environment().entrySet()) {
      material.add(variable.getKey() + "=" + variable.getValue());
    }
    return new StepPart(
        new Component(alone ? Stratum.R_SCRIPT : Stratum.STEPS, file, "", SIZE, material),
        alone ? BELOW : EVERYTHING,
        request.steps().again(),
        step::in);
  }
}
