package org.repo2oci.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.repo2oci.image.Digest;

class PlannerTest {
  private static final long MEBIBYTE = 1L << 20;
  private final Planner planner = new Planner("test");

  @Test
  void orderOfComponentsDoesNotMatter() {
    List<Component> components = new ArrayList<>(packages(100, MEBIBYTE));
    ImagePlan plan = planner.plan(components);
    Collections.shuffle(components, new Random(7));
    assertThat(planner.plan(components)).isEqualTo(plan);
  }

  @Test
  void strataLieInTheirOrder() {
    ImagePlan plan =
        planner.plan(
            List.of(
                component(Stratum.REPOSITORY, "files", 1),
                component(Stratum.PACKAGES, "numpy", 1),
                component(Stratum.BASE, "libc6", 1)));
    assertThat(plan.layers())
        .extracting(PlannedLayer::stratum)
        .containsExactly(Stratum.BASE, Stratum.PACKAGES, Stratum.REPOSITORY);
  }

  @Test
  void largePackagesHaveTheirOwnLayerLargestFirst() {
    ImagePlan plan =
        planner.plan(
            List.of(
                component(Stratum.PACKAGES, "pandas", 12 * MEBIBYTE),
                component(Stratum.PACKAGES, "scipy", 30 * MEBIBYTE),
                component(Stratum.PACKAGES, "six", 10_000)));
    assertThat(plan.layers())
        .extracting(PlannedLayer::title)
        .containsExactly("scipy 1", "pandas 1", "six 1");
  }

  @Test
  void aNewVersionTouchesOneLayerOnly() {
    List<Component> before = packages(200, 100_000);
    List<Component> after = new ArrayList<>(before);
    after.set(17, new Component(Stratum.PACKAGES, "p17", "2", 100_000, List.of("other digest")));
    List<Digest> kept = new ArrayList<>(keys(after));
    kept.retainAll(keys(before));
    assertThat(kept).hasSize(keys(before).size() - 1);
  }

  @Test
  void anAddedPackageTouchesOneLayerOnly() {
    List<Component> before = packages(200, 100_000);
    List<Component> after = new ArrayList<>(before);
    after.add(component(Stratum.PACKAGES, "rich", 100_000));
    List<Digest> kept = new ArrayList<>(keys(after));
    kept.retainAll(keys(before));
    assertThat(kept).hasSize(keys(before).size() - 1);
  }

  @Test
  void theBudgetHoldsForManyLargePackages() {
    ImagePlan plan = planner.plan(packages(500, 20 * MEBIBYTE));
    assertThat(plan.layers().size()).isLessThanOrEqualTo(60);
  }

  @Test
  void keysDependOnEverythingThatTheBytesDependOn() {
    Component six = component(Stratum.PACKAGES, "six", 1);
    Component moved = new Component(Stratum.PACKAGES, "six", "1", 1, List.of("six", "prefix"));
    assertThat(keys(List.of(six))).isNotEqualTo(keys(List.of(moved)));
    assertThat(new Planner("other").plan(List.of(six)).layers().getFirst().key())
        .isNotEqualTo(keys(List.of(six)).getFirst());
  }

  private List<Digest> keys(List<Component> components) {
    return planner.plan(components).layers().stream().map(PlannedLayer::key).toList();
  }

  private static List<Component> packages(int count, long size) {
    return IntStream.range(0, count)
        .mapToObj(i -> component(Stratum.PACKAGES, "p" + i, size))
        .toList();
  }

  private static Component component(Stratum stratum, String name, long size) {
    return new Component(stratum, name, "1", size, List.of(name + " digest"));
  }
}
