package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.Digest;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.PlannedLayer;
import org.repo2oci.plan.Planner;
import org.repo2oci.plan.Stratum;

class StepPlanTest {
  private final Planner planner = new Planner("format");

  private static Component component(Stratum stratum, String material) {
    return new Component(stratum, stratum.title(), "", 1, List.of(material));
  }

  private static StepPart step(Stratum stratum, String material, Set<Stratum> standsOn) {
    return new StepPart(
        component(stratum, material),
        standsOn,
        false,
        below -> new StepPart.Made(FileTree.empty(), () -> {}));
  }

  private List<PlannedLayer> plan(String base, String packages, String repository, String image) {
    List<Component> pure = new ArrayList<>();
    pure.add(component(Stratum.BASE, base));
    pure.add(component(Stratum.PACKAGES, packages));
    pure.add(component(Stratum.REPOSITORY, repository));
    return StepPlan.of(
            planner,
            planner.plan(pure),
            image,
            List.of(
                step(Stratum.APT, "jq", EnumSet.of(Stratum.BASE)),
                step(Stratum.STEPS, "postBuild", EnumSet.allOf(Stratum.class)),
                step(Stratum.STEPS, "appendix", EnumSet.allOf(Stratum.class))))
        .plan()
        .layers();
  }

  private static Digest key(List<PlannedLayer> layers, int index) {
    return layers.get(index).key();
  }

  @Test
  void eachStepLiesAboveItsStratum() {
    assertThat(plan("b", "p", "r", ""))
        .map(PlannedLayer::stratum)
        .containsExactly(
            Stratum.BASE,
            Stratum.APT,
            Stratum.PACKAGES,
            Stratum.REPOSITORY,
            Stratum.STEPS,
            Stratum.STEPS);
  }

  @Test
  void aChangedNotebookRunsOnlyWhatStandsOnTheRepository() {
    List<PlannedLayer> one = plan("b", "p", "r1", "");
    List<PlannedLayer> other = plan("b", "p", "r2", "");
    assertThat(key(one, 1)).isEqualTo(key(other, 1));
    assertThat(key(one, 2)).isEqualTo(key(other, 2));
    assertThat(key(one, 4)).isNotEqualTo(key(other, 4));
    assertThat(key(one, 5)).isNotEqualTo(key(other, 5));
  }

  @Test
  void packagesOfOtherKindsDoNotRunApt() {
    assertThat(key(plan("b", "p1", "r", ""), 1)).isEqualTo(key(plan("b", "p2", "r", ""), 1));
    assertThat(key(plan("b1", "p", "r", ""), 1)).isNotEqualTo(key(plan("b2", "p", "r", ""), 1));
  }

  @Test
  void anotherBaseImageRunsEverything() {
    List<PlannedLayer> one = plan("b", "p", "r", "a@sha256:1");
    List<PlannedLayer> other = plan("b", "p", "r", "a@sha256:2");
    assertThat(key(one, 1)).isNotEqualTo(key(other, 1));
    assertThat(key(one, 4)).isNotEqualTo(key(other, 4));
  }
}
