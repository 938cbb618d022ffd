package org.repo2oci.build;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;
import org.repo2oci.plan.Claims;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.ImagePlan;
import org.repo2oci.plan.LayerContents;
import org.repo2oci.plan.Optimization;
import org.repo2oci.plan.PlannedLayer;
import org.repo2oci.plan.Planner;
import org.repo2oci.plan.PreviousStack;
import org.repo2oci.plan.StackPlan;
import org.repo2oci.plan.StackPlanner;
import org.repo2oci.plan.Stratum;

/** Images that follow each other, of random packages: whatever the layers, the files are right. */
class StackedImagesTest {
  private static final String SITE = "srv/conda/envs/notebook/lib/python3.13/site-packages/";
  private static final String LIBRARY = "srv/rlibs";
  private static final Prefixes PREFIXES = new Prefixes(1000, 1000);
  private static final long MEBIBYTE = 1 << 20;

  private final Planner planner = new Planner("test");
  private final Map<String, FileTree> byKey = new HashMap<>();
  private int upon;

  /** A layer with its files. */
  private record Layer(PlannedLayer planned, FileTree tree, LayerContents contents, long size) {}

  /** A package, its version and how its files lie. */
  private record Wheel(int number, int version) {
    long size() {
      return number % 9 == 0 ? 20 * MEBIBYTE : (number % 5 + 1) * 100_000L;
    }

    boolean isOfR() {
      return number % 8 == 7;
    }

    Component component(boolean ours) {
      return new Component(
          isOfR() ? Stratum.R_PACKAGES : ours ? Stratum.SERVER : Stratum.PACKAGES,
          "p" + number,
          "" + version,
          size(),
          List.of("p%d %d".formatted(number, version)),
          number % 3 == 0);
    }

    FileTree tree() {
      FileTree.Builder tree = FileTree.builder();
      String name = "p" + number;
      if (isOfR()) {
        put(tree, LIBRARY + "/" + name + "/DESCRIPTION", name + version);
        put(tree, LIBRARY + "/" + name + "/R/" + name + version, name);
        return PREFIXES.withFolders(tree.build());
      }
      String folder = number % 4 == 0 ? "spaces/" + name : name;
      for (int i = 0; i < 3 + version % 3; i++) {
        put(tree, SITE + folder + "/m" + i + ".py", name + version + i);
        put(tree, SITE + folder + "/__pycache__/m" + i + ".pyc", name + version + i);
      }
      put(tree, SITE + folder + "/only" + version + "/x", name);
      put(tree, SITE + name + "-" + version + ".dist-info/RECORD", name + version);
      if (number % 3 == 1) {
        put(tree, "srv/conda/envs/notebook/bin/" + name, name + version);
        put(tree, "srv/conda/envs/notebook/share/man/man1/" + name + ".1", name);
      }
      if (number % 5 == 2) {
        put(tree, "srv/conda/envs/notebook/etc/jupyter/some.d/" + name + ".json", name);
        put(tree, "srv/conda/envs/notebook/share/jupyter/kernels/" + name + "/k", name);
      }
      if (number % 7 == 3) {
        put(tree, SITE + "single" + number + ".py", name + version);
        put(tree, SITE + "__pycache__/single" + number + ".pyc", name + version);
      }
      if (number % 11 == 5) {
        // What should be nobody's.
        put(tree, SITE + "tests/__init__.py", name);
        put(tree, SITE + "tests/" + name + ".py", name + version);
      }
      if (number % 13 == 6) {
        // A folder in one version, a file in the next.
        put(tree, SITE + (version % 2 == 0 ? "data" + number : "data" + number + "/x"), name);
      }
      return PREFIXES.withFolders(tree.build());
    }
  }

  private static void put(FileTree.Builder tree, String path, String text) {
    tree.put(
        path,
        new Node.RegularFile(
            PREFIXES.owned(path, 0644, 1_000_000_000), Content.of(text.getBytes(UTF_8))));
  }

  private static FileTree file(String path, String text) {
    FileTree.Builder tree = FileTree.builder();
    put(tree, path, text);
    return PREFIXES.withFolders(tree.build());
  }

  /** The parts of an image: component to files. */
  private static Map<Component, FileTree> parts(Map<Integer, Wheel> packages, int repository) {
    Map<Component, FileTree> parts = new HashMap<>();
    parts.put(fixed(Stratum.BASE, "libc", 60 * MEBIBYTE), file("usr/lib/libc.so", "x"));
    FileTree.Builder environment = FileTree.builder();
    put(environment, "srv/conda/envs/notebook/pyvenv.cfg", "home");
    put(environment, "srv/conda/envs/notebook/bin/python", "python");
    for (String folder :
        List.of("lib/python3.13/site-packages", "include/python3.13", "share/man")) {
      String path = "srv/conda/envs/notebook/" + folder;
      environment.put(path, new Node.Directory(PREFIXES.owned(path, 0755, Prefixes.NO_TIME)));
    }
    parts.put(fixed(Stratum.RUNTIME, "venv", 10_000), PREFIXES.withFolders(environment.build()));
    parts.put(fixed(Stratum.SETTINGS, "settings", 9_000), file("etc/jupyter/c.py", "c"));
    StringBuilder lock = new StringBuilder();
    packages
        .values()
        .forEach(one -> {
          parts.put(one.component(one.number() < 12 && one.version() == 0), one.tree());
          lock.append(one);
        });
    parts.put(
        new Component(Stratum.LOCK, "lock", "", 30_000, List.of(lock.toString())),
        file("usr/local/share/repo2oci/lock.json", lock.toString()));
    parts.put(
        new Component(Stratum.REPOSITORY, "files", "", 900_000, List.of("r" + repository)),
        file("home/jovyan/n.ipynb", "r" + repository));
    return parts;
  }

  private static Component fixed(Stratum stratum, String name, long size) {
    return new Component(stratum, name, "", size, List.of(name));
  }

  private List<Layer> build(
      Map<Component, FileTree> parts, List<Layer> previous, Optimization goal) {
    ImagePlan fresh = planner.plan(List.copyOf(parts.keySet()));
    StackPlan stack =
        new StackPlanner(planner, goal, List.of(Prefixes.TOP, LockPart.FOLDER, LIBRARY))
            .plan(fresh, stack(previous));
    Optional<List<Layer>> laid = lay(stack, parts, previous);
    upon += laid.isPresent() && stack.choice().isPresent() ? 1 : 0;
    return laid.orElseGet(() -> lay(StackPlan.fresh(fresh), parts, previous).orElseThrow());
  }

  private static PreviousStack stack(List<Layer> layers) {
    return new PreviousStack(
        0,
        layers.stream()
            .map(layer ->
                new PreviousStack.Layer(
                    layer.planned().key(),
                    layer.planned().stratum(),
                    "",
                    layer.size(),
                    LayerContents.parse(layer.contents().text().orElseThrow())))
            .toList());
  }

  private Optional<List<Layer>> lay(
      StackPlan stack, Map<Component, FileTree> parts, List<Layer> previous) {
    List<Layer> layers = new ArrayList<>();
    for (PlannedLayer planned : stack.plan().layers()) {
      if (planned.kept()) {
        layers.add(
            previous.stream()
                .filter(one -> one.planned().key().equals(planned.key()))
                .findFirst()
                .orElseThrow());
        continue;
      }
      FileTree.Builder merged = FileTree.builder();
      List<Claims> claims = new ArrayList<>();
      planned
          .components()
          .forEach(one -> {
            FileTree tree = Objects.requireNonNull(parts.get(one));
            merged.putAll(tree);
            claims.add(Claims.of(tree));
          });
      LayerContents contents = LayerContents.of(planned, claims);
      if (!stack.guard().allows(planned, contents)) {
        return Optional.empty();
      }
      planned.upon().ifPresent(upon -> Hiding.put(upon, merged));
      FileTree tree = PREFIXES.withFolders(merged.build());
      FileTree before = byKey.putIfAbsent(planned.key().hex(), tree);
      if (before != null) {
        assertThat(text(tree.nodes()))
            .as("a key decides the bytes")
            .isEqualTo(text(before.nodes()));
      }
      layers.add(new Layer(planned, tree, contents, planned.size()));
    }
    return Optional.of(layers);
  }

  /** What a node shows that has unpacked all layers (image-spec, layer.md, "Whiteouts"). */
  private static String flat(List<Layer> layers) {
    TreeMap<String, Node> seen = new TreeMap<>();
    for (Layer layer : layers) {
      layer
          .tree()
          .forEach((path, node) -> {
            if (!(node instanceof Node.Directory)) {
              seen.subMap(path + "/", path + "0").clear();
            }
            if (node instanceof Node.Whiteout) {
              seen.remove(path);
            }
          });
      layer
          .tree()
          .forEach((path, node) -> {
            if (node instanceof Node.OpaqueDirectory(Attributes attributes)) {
              seen.put(path, new Node.Directory(attributes));
            } else if (!(node instanceof Node.Whiteout)) {
              seen.put(path, node);
            }
          });
    }
    return text(seen);
  }

  private static String text(Map<String, Node> nodes) {
    StringBuilder text = new StringBuilder();
    nodes.forEach((path, node) -> {
      text.append(path).append(' ').append(node.attributes());
      if (node instanceof Node.RegularFile(var _, Content.Bytes(byte[] bytes), var _)) {
        text.append(' ').append(new String(bytes, UTF_8));
      } else {
        text.append(' ').append(node.getClass().getSimpleName());
      }
      text.append('\n');
    });
    return text.toString();
  }

  private static long size(List<Layer> layers) {
    return layers.stream().mapToLong(Layer::size).sum();
  }

  /** What a node pulls: everything above what both have from the bottom up. */
  private static long pulled(List<Layer> before, List<Layer> after) {
    int same = 0;
    while (same < Math.min(before.size(), after.size())
        && before.get(same).planned().key().equals(after.get(same).planned().key())) {
      same++;
    }
    return size(after.subList(same, after.size()));
  }

  /** Bytes of what is in the layers and wanted no more. */
  private static long dead(List<Layer> image, Map<Component, FileTree> parts) {
    return image.stream()
        .flatMap(layer -> layer.contents().components().stream())
        .filter(laid -> parts.keySet().stream().noneMatch(laid::is))
        .mapToLong(LayerContents.Laid::size)
        .sum();
  }

  private static int generation(List<Layer> image) {
    return image.stream().mapToInt(layer -> layer.contents().generation()).max().orElse(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void theFilesAreThoseOfAFreshBuildAndTheBoundsHold(int seed) {
    Random random = new Random(seed);
    Map<Integer, Wheel> packages = new TreeMap<>();
    for (int i = 0; i < 30 + random.nextInt(60); i++) {
      packages.put(i, new Wheel(i, 0));
    }
    Optimization goal = seed % 4 == 0 ? Optimization.SIZE : Optimization.NODE;
    List<Layer> image = build(parts(packages, 0), List.of(), goal);
    int repository = 0;
    for (int step = 0; step < 25; step++) {
      for (int changes = random.nextInt(3); changes >= 0; changes--) {
        int number = random.nextInt(100);
        switch (random.nextInt(4)) {
          case 0 -> packages.remove(number);
          case 1 -> repository += random.nextInt(2);
          default -> packages.put(number, new Wheel(number, random.nextInt(4)));
        }
      }
      Map<Component, FileTree> parts = parts(packages, repository);
      List<Layer> fresh = build(parts, List.of(), Optimization.NONE);
      List<Layer> next = build(parts, image, goal);

      assertThat(flat(next)).isEqualTo(flat(fresh));
      assertThat((double) size(next)).isLessThanOrEqualTo(StackLimits.FRESH * size(fresh));
      assertThat(next).hasSizeLessThanOrEqualTo(100);
      assertThat((double) dead(next, parts)).isLessThanOrEqualTo(StackLimits.DEAD * size(next));
      assertThat(generation(next)).isLessThanOrEqualTo(StackLimits.GENERATIONS);
      assertThat(pulled(image, next)).isLessThanOrEqualTo(pulled(image, fresh) + 2 * MEBIBYTE);
      image = next;
    }
    assertThat(upon).isGreaterThan(6);
  }

  private static final class StackLimits {
    static final double FRESH = 1.2;
    static final double DEAD = 0.25;
    static final int GENERATIONS = 20;
  }

  @Test
  void oneChangedPackageIsAllThatANodePulls() {
    Map<Integer, Wheel> packages = new TreeMap<>();
    for (int i = 0; i < 60; i++) {
      packages.put(i, new Wheel(i, 0));
    }
    List<Layer> first = build(parts(packages, 0), List.of(), Optimization.NODE);
    packages.put(18, new Wheel(18, 1));

    List<Layer> next = build(parts(packages, 0), first, Optimization.NODE);

    assertThat(pulled(first, next)).isBetween(20 * MEBIBYTE, 21 * MEBIBYTE);
    assertThat(pulled(first, build(parts(packages, 0), first, Optimization.NONE)))
        .isGreaterThan(25 * MEBIBYTE);
  }

  @Test
  void noStackIsLaidUponMoreThanTwentyTimes() {
    Map<Integer, Wheel> packages = new TreeMap<>();
    for (int i = 0; i < 200; i++) {
      packages.put(i, new Wheel(i, 0));
    }
    List<Layer> image = build(parts(packages, 0), List.of(), Optimization.NODE);
    List<Integer> generations = new ArrayList<>();
    for (int number = 4; generations.size() < 22; number += 5) {
      Wheel changed = new Wheel(number, 1);
      if (!changed.isOfR() && changed.size() < MEBIBYTE && number % 11 != 5) {
        packages.put(number, changed);
        image = build(parts(packages, 0), image, Optimization.NODE);
        generations.add(generation(image));
      }
    }

    assertThat(generations.subList(0, 20)).isSorted().endsWith(20);
    assertThat(generations).allMatch(generation -> generation <= StackLimits.GENERATIONS);
  }

  @Test
  void aStackWithTooManyDeadBytesIsLaidAnew() {
    Map<Integer, Wheel> packages = new TreeMap<>();
    for (int i = 0; i < 60; i++) {
      packages.put(i, new Wheel(i, 0));
    }
    List<Layer> image = build(parts(packages, 0), List.of(), Optimization.NODE);
    List<Long> hidden = new ArrayList<>();
    for (int number = 0; number < 60; number += 9) {
      packages.put(number, new Wheel(number, 1));
      Map<Component, FileTree> parts = parts(packages, 0);
      image = build(parts, image, Optimization.NODE);
      assertThat((double) dead(image, parts)).isLessThanOrEqualTo(StackLimits.DEAD * size(image));
      hidden.add(dead(image, parts));
    }

    assertThat(hidden).anyMatch(bytes -> bytes > 40 * MEBIBYTE).isNotEqualTo(sorted(hidden));
  }

  private static List<Long> sorted(List<Long> values) {
    return values.stream().sorted().toList();
  }

  @Test
  void anAddedPackageOfRTakesNoOtherWithIt() {
    Map<Integer, Wheel> packages = new TreeMap<>();
    for (int i = 0; i < 60; i++) {
      packages.put(i, new Wheel(i, 0));
    }
    List<Layer> first = build(parts(packages, 0), List.of(), Optimization.NODE);
    packages.put(103, new Wheel(103, 0));

    List<Layer> next = build(parts(packages, 0), first, Optimization.NODE);

    Set<Digest> there =
        first.stream().map(layer -> layer.planned().key()).collect(Collectors.toSet());
    assertThat(next.stream().filter(layer -> !there.contains(layer.planned().key())))
        .flatMap(layer -> layer.planned().components())
        .extracting(Component::name)
        .contains("p103", "lock")
        .allMatch(name -> List.of("p103", "lock", "files").contains(name));
  }

  @Test
  void theLockAloneDecidesWhereNothingIsOptimized() {
    Map<Integer, Wheel> packages = new TreeMap<>();
    for (int i = 0; i < 40; i++) {
      packages.put(i, new Wheel(i, 0));
    }
    List<Layer> first = build(parts(packages, 0), List.of(), Optimization.NONE);
    packages.put(2, new Wheel(2, 1));
    List<Layer> next = build(parts(packages, 0), first, Optimization.NONE);

    assertThat(next.stream().map(layer -> layer.planned().key()))
        .isEqualTo(
            build(parts(packages, 0), List.of(), Optimization.NONE).stream()
                .map(layer -> layer.planned().key())
                .toList());
  }
}
