package org.repo2oci.conda.solve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SearchTest {
  private static final IntList ALWAYS = new IntList();

  @Test
  void takesTheFirstCandidate() {
    Search search = new Search();
    int root = root(search);
    int builds = search.newPackage(3);
    require(search, root, new int[] {builds + 1, builds, builds + 2}, 1);
    assertThat(search.solve()).isTrue();
    assertThat(search.trueVariables().toArray()).containsExactly(root, builds + 1);
  }

  @Test
  void takesTheNextCandidateWhereTheFirstNeedsWhatIsNotThere() {
    Search search = new Search();
    int root = root(search);
    int builds = search.newPackage(2);
    require(search, root, new int[] {builds, builds + 1}, 1);
    search.clause().literal(Literal.negative(builds)).add(2);
    assertThat(search.isFalse(builds)).as("known before the search begins").isTrue();
    assertThat(search.solve()).isTrue();
    assertThat(search.isTrue(builds + 1)).isTrue();
    assertThat(search.conflicts()).isZero();
  }

  @Test
  void learnsFromConflicts() {
    // a 1 or 0; b 1 or 0; a 1 needs c 0; every b needs c 1.
    Search search = new Search();
    int root = root(search);
    int a = search.newPackage(2);
    int b = search.newPackage(2);
    int c = search.newPackage(2);
    require(search, root, new int[] {a + 1, a}, 1);
    require(search, root, new int[] {b + 1, b}, 2);
    require(search, a + 1, new int[] {c}, 3);
    require(search, b + 1, new int[] {c + 1}, 4);
    require(search, b, new int[] {c + 1}, 5);
    assertThat(search.solve()).isTrue();
    assertThat(search.conflicts()).isEqualTo(1);
    assertThat(search.trueVariables().toArray()).contains(a, b + 1, c + 1);
  }

  @Test
  void saysWhichClausesExcludeEachOther() {
    Search search = new Search();
    int root = root(search);
    int a = search.newPackage(1);
    int b = search.newPackage(1);
    int c = search.newPackage(2);
    int other = search.newPackage(2);
    require(search, root, new int[] {other, other + 1}, 9);
    require(search, root, new int[] {a}, 1);
    require(search, root, new int[] {b}, 2);
    require(search, a, new int[] {c}, 3);
    require(search, b, new int[] {c + 1}, 4);
    assertThat(search.solve()).isFalse();
    assertThat(search.core().clauses().stream().map(Core.Clause::tag)).containsOnly(0, 1, 2, 3, 4);
  }

  /** Small worlds of packages, compared with trying every choice. */
  @Test
  void agreesWithTryingEverything() {
    Random random = new Random(20261121);
    int satisfiable = 0;
    int conflicts = 0;
    for (int round = 0; round < 4_000; round++) {
      World world = World.random(random);
      Search search = new Search();
      boolean solved = world.solve(search);
      assertThat(solved).as("world %d", round).isEqualTo(world.hasSolution(world.clauses));
      if (solved) {
        satisfiable++;
        assertThat(world.holds(search)).as("world %d", round).isTrue();
      } else {
        List<int[]> core = search.core().clauses().stream().map(Core.Clause::literals).toList();
        assertThat(world.hasSolution(core)).as("core of world %d", round).isFalse();
      }
      conflicts += search.conflicts();
    }
    assertThat(satisfiable).isBetween(1_000, 3_000);
    assertThat(conflicts).isGreaterThan(300);
  }

  private static int root(Search search) {
    int root = search.newVariable();
    search.clause().literal(Literal.positive(root)).add(0);
    return root;
  }

  private static void require(Search search, int parent, int[] candidates, int tag) {
    search.clause().literal(Literal.negative(parent));
    for (int candidate : candidates) {
      search.literal(Literal.positive(candidate));
    }
    search.add(tag);
    search.decideOn(parent, ALWAYS, candidates);
  }

  /** Packages of a few builds each, with requirements and exclusions by chance. */
  private record World(
      int packages,
      int builds,
      List<int[]> requirements,
      List<int[]> exclusions,
      List<int[]> clauses) {

    static World random(Random random) {
      int packages = 3 + random.nextInt(4);
      int builds = 1 + random.nextInt(3);
      List<int[]> requirements = new ArrayList<>();
      List<int[]> exclusions = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(4); i++) {
        requirements.add(requirement(random, 0, packages, builds));
      }
      for (int parent = 1; parent <= packages * builds; parent++) {
        for (int i = random.nextInt(3); i > 0; i--) {
          requirements.add(requirement(random, parent, packages, builds));
        }
        if (random.nextInt(3) == 0) {
          int other = 1 + random.nextInt(packages * builds);
          exclusions.add(new int[] {parent, other});
        }
      }
      List<int[]> clauses = new ArrayList<>();
      clauses.add(new int[] {Literal.positive(0)});
      for (int[] requirement : requirements) {
        clauses.add(
            Arrays.stream(requirement)
                .map(v -> v == requirement[0] ? Literal.negative(v) : Literal.positive(v))
                .toArray());
      }
      for (int[] exclusion : exclusions) {
        clauses.add(Arrays.stream(exclusion).map(Literal::negative).toArray());
      }
      return new World(packages, builds, requirements, exclusions, clauses);
    }

    /** The parent, then candidates of one package that the parent is not a build of. */
    private static int[] requirement(Random random, int parent, int packages, int builds) {
      int id = random.nextInt(packages);
      while (parent > 0 && (parent - 1) / builds == id) {
        id = random.nextInt(packages);
      }
      int first = 1 + id * builds;
      int kept = 1 + random.nextInt((1 << builds) - 1);
      IntList requirement = new IntList();
      requirement.add(parent);
      for (int build = 0; build < builds; build++) {
        if ((kept & 1 << build) != 0) {
          requirement.add(first + build);
        }
      }
      return requirement.toArray();
    }

    boolean solve(Search search) {
      root(search);
      for (int i = 0; i < packages; i++) {
        assertThat(search.newPackage(builds)).isEqualTo(1 + i * builds);
      }
      for (int[] requirement : requirements) {
        require(search, requirement[0], Arrays.copyOfRange(requirement, 1, requirement.length), 1);
      }
      for (int[] exclusion : exclusions) {
        search
            .clause()
            .literal(Literal.negative(exclusion[0]))
            .literal(Literal.negative(exclusion[1]))
            .add(2);
      }
      return search.solve();
    }

    boolean holds(Search search) {
      boolean[] values = new boolean[1 + packages * builds];
      for (int variable : search.trueVariables().toArray()) {
        values[variable] = true;
      }
      for (int i = 0; i < packages; i++) {
        int first = 1 + i * builds;
        int chosen = 0;
        for (int build = 0; build < builds; build++) {
          chosen += values[first + build] ? 1 : 0;
        }
        if (chosen > 1) {
          return false;
        }
      }
      return clauses.stream().allMatch(clause -> isTrue(clause, values));
    }

    boolean hasSolution(List<int[]> among) {
      return hasSolution(among, new boolean[1 + packages * builds], 0);
    }

    private boolean hasSolution(List<int[]> among, boolean[] values, int id) {
      values[0] = true;
      if (id == packages) {
        return among.stream().allMatch(clause -> isTrue(clause, values));
      }
      for (int build = -1; build < builds; build++) {
        if (build >= 0) {
          values[1 + id * builds + build] = true;
        }
        boolean found = hasSolution(among, values, id + 1);
        if (build >= 0) {
          values[1 + id * builds + build] = false;
        }
        if (found) {
          return true;
        }
      }
      return false;
    }

    private static boolean isTrue(int[] clause, boolean[] values) {
      for (int literal : clause) {
        if (values[Literal.variable(literal)] == Literal.isPositive(literal)) {
          return true;
        }
      }
      return false;
    }
  }
}
