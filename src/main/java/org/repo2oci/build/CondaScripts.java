package org.repo2oci.build;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.link.PackagePaths;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.lock.CondaEnvironment;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.Stratum;

/**
 * The scripts that conda packages want to be run when they are linked, each in the order of linking
 * with the variables that conda gives them.
 *
 * @param settings of the image
 */
record CondaScripts(
    Workshop workshop, BuildRequest request, ImageConfig settings, NormalChanges changes) {
  private static final String FORMAT = "post-link 1";
  private static final long SIZE = 1 << 16;

  /** What lies below: the base and all packages, but neither the lock nor the repository. */
  private static final Set<Stratum> BELOW = EnumSet.range(Stratum.BASE, Stratum.SHARED);

  /**
   * The steps of an environment.
   *
   * @param paths of its packages
   */
  List<StepPart> steps(CondaEnvironment environment, List<PackagePaths> paths) {
    List<StepPart> steps = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      LockedConda locked = environment.packages().get(i);
      paths.get(i).postLink().ifPresent(script -> steps.add(step(environment, locked, script)));
    }
    return steps;
  }

  private StepPart step(CondaEnvironment environment, LockedConda locked, String script) {
    String prefix = environment.prefix();
    Map<String, String> variables = new LinkedHashMap<>(settings.environment());
    variables.put("PREFIX", prefix);
    variables.put("PKG_NAME", locked.record().name());
    variables.put("PKG_VERSION", locked.record().version());
    variables.put("PKG_BUILDNUM", Long.toString(locked.record().buildNumber()));
    variables.put(
        "PATH", prefix + "/bin:" + settings.environment().getOrDefault("PATH", "/usr/bin:/bin"));
    UserStep step =
        new UserStep(
            workshop,
            "post-link of %s".formatted(locked.record().name()),
            List.of("/bin/bash", prefix + "/" + script),
            variables,
            MachineVariables.of(request.indexes()),
            request.uid(),
            request.uid(),
            prefix,
            request.steps(),
            changes);
    List<String> material = new ArrayList<>(List.of(FORMAT, locked.toString()));
    variables.forEach((name, value) -> material.add(name + "=" + value));
    return new StepPart(
        new Component(Stratum.POST_LINK, step.name(), "", SIZE, material), BELOW, false, step::in);
  }
}
