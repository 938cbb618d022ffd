package org.repo2oci.conda.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.repo2oci.conda.solve.MadeIndex.request;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.repo2oci.conda.channel.ChannelPriority;
import org.repo2oci.conda.spec.MatchSpec;
import org.repo2oci.conda.spec.Specs;
import org.repo2oci.failure.BuildFailure;

class CondaSolverTest {
  private final MadeIndex index = new MadeIndex();

  @Nested
  class Order {
    @Test
    void prefersTheHighestVersionThatWillDo() throws Exception {
      index.add("a 1.9");
      index.add("a 1.10");
      index.add("a 2.0rc1");
      assertThat(index.chosen("a")).containsExactly("a 2.0rc1 0");
      assertThat(index.chosen("a <2.0a0")).containsExactly("a 1.10 0");
    }

    @Test
    void prefersBuildsWithoutTrackFeatures() throws Exception {
      index.add("a 1.0 plain_0");
      index.add("a 2.0 tracked_5").features("odd");
      assertThat(index.chosen("a")).containsExactly("a 1.0 plain_0");
      assertThat(index.chosen("a 2.0")).containsExactly("a 2.0 tracked_5");
    }

    @Test
    void prefersTheHighestBuildNumber() throws Exception {
      index.add("a 1.0 z_0");
      index.add("a 1.0 a_10");
      index.add("a 1.0 b_2");
      assertThat(index.chosen("a")).containsExactly("a 1.0 a_10");
      assertThat(index.chosen("a 1.0 z_0")).containsExactly("a 1.0 z_0");
      assertThat(index.chosen("a=1.0=b*")).containsExactly("a 1.0 b_2");
    }

    @Test
    void prefersBuildsThatLetSharedPackagesBeNewer() throws Exception {
      index.add("python 3.11.0");
      index.add("python 3.12.0");
      index.add("python 3.13.0");
      index.add("a 1.0 py311_0", "python >=3.11,<3.12").at("2025-03-01T00:00:00Z");
      index.add("a 1.0 py313_0", "python >=3.13,<3.14").at("2025-01-01T00:00:00Z");
      index.add("a 1.0 py312_0", "python >=3.12,<3.13").at("2025-02-01T00:00:00Z");
      assertThat(index.chosen("a")).contains("a 1.0 py313_0");
      assertThat(index.chosen("a", "python=3.12")).contains("a 1.0 py312_0");
    }

    @Test
    void prefersTheYoungestOfWhatIsElseAlike() throws Exception {
      index.add("a 1.0 x_0").at("2025-01-01T00:00:00Z");
      index.add("a 1.0 y_0").at("2025-03-01T00:00:00Z");
      index.add("a 1.0 z_0").at("2025-02-01T00:00:00Z");
      assertThat(index.chosen("a")).containsExactly("a 1.0 y_0");
    }

    @Test
    void prefersTheNewerFormOfOneBuild() throws Exception {
      index.add("a 1.0").tarBz2();
      index.add("a 1.0");
      assertThat(index.solve(request("a")).records().getFirst().record().fileName())
          .isEqualTo("a-1.0-0.conda");
    }

    @Test
    void followsTheStrategy() throws Exception {
      index.add("a 1.0", "b");
      index.add("a 2.0", "b");
      index.add("b 1.0");
      index.add("b 2.0");
      assertThat(index.chosen(request("a").withStrategy(Strategy.LOWEST)))
          .containsExactly("a 1.0 0", "b 1.0 0");
      assertThat(index.chosen(request("a").withStrategy(Strategy.LOWEST_DIRECT)))
          .containsExactly("a 1.0 0", "b 2.0 0");
    }
  }

  @Nested
  class Channels {
    @Test
    void takesAPackageFromTheFirstChannelThatHasIt() throws Exception {
      index.add("a 1.0");
      index.channel("second").add("a 2.0", "b");
      index.add("b 1.0");
      assertThat(index.chosen("a", "b")).containsExactly("a 1.0 0", "b 1.0 0");
      assertThatThrownBy(() -> index.solve(request("a >=2")))
          .isInstanceOf(BuildFailure.class)
          .satisfies(e ->
              assertThat(((BuildFailure) e).details())
                  .singleElement()
                  .asString()
                  .endsWith("└─ a 2.0 of `second` comes after an earlier channel's"));
    }

    @Test
    void takesAPackageFromTheChannelThatIsAskedFor() throws Exception {
      index.add("a 3.0");
      index.channel("second").add("a 2.0");
      index.channel("third").add("a 4.0");
      assertThat(index.chosen("second::a")).containsExactly("a 2.0 0");
    }

    @Test
    void fallsBackToALaterChannelWherePriorityIsFlexible() throws Exception {
      index.add("a 1.0");
      index.channel("second").add("a 2.0");
      SolveRequest flexible = request("a").withPriority(ChannelPriority.FLEXIBLE);
      assertThat(index.chosen(flexible)).containsExactly("a 1.0 0");
      assertThat(index.chosen(request("a >=2").withPriority(ChannelPriority.FLEXIBLE)))
          .containsExactly("a 2.0 0");
    }

    @Test
    void looksAtVersionsAloneWherePriorityIsDisabled() throws Exception {
      index.add("a 1.0");
      index.channel("second").add("a 2.0");
      assertThat(index.chosen(request("a").withPriority(ChannelPriority.DISABLED)))
          .containsExactly("a 2.0 0");
    }
  }

  @Nested
  class Needs {
    @Test
    void goesBackWhereTheBestDoesNotFit() throws Exception {
      index.add("a 2.0", "c >=2");
      index.add("a 1.0", "c");
      index.add("b 1.0", "c <2");
      index.add("c 1.0");
      index.add("c 2.0");
      assertThat(index.chosen("a", "b")).containsExactly("a 1.0 0", "b 1.0 0", "c 1.0 0");
    }

    @Test
    void leavesOutBuildsThatNeedUnknownPackages() throws Exception {
      index.add("a 2.0", "nowhere");
      index.add("a 1.0");
      assertThat(index.chosen("a")).containsExactly("a 1.0 0");
    }

    @Test
    void leavesOutBuildsWithDependenciesThatCannotBeRead() throws Exception {
      index.add("a 2.0", "b >=1,,<");
      index.add("a 1.0");
      index.add("b 1.0");
      assertThat(index.chosen("a")).containsExactly("a 1.0 0");
    }

    @Test
    void keepsToConstraintsOnlyWhereThePackageIsThere() throws Exception {
      index.add("a 1.0").constrains("b <2", "nowhere >3", "__cuda >=12");
      index.add("b 1.0");
      index.add("b 2.0");
      index.add("c 1.0", "b");
      assertThat(index.chosen("a")).containsExactly("a 1.0 0");
      assertThat(index.chosen("a", "c")).containsExactly("a 1.0 0", "b 1.0 0", "c 1.0 0");
      assertThat(index.chosen("c", "a")).containsExactly("a 1.0 0", "b 1.0 0", "c 1.0 0");
    }

    @Test
    void keepsToConstraintsThatExcludeMany() throws Exception {
      for (int i = 1; i < 9; i++) {
        index.add("b %d.0".formatted(i));
      }
      index.add("a 1.0", "b").constrains("b <3");
      index.add("c 1.0", "b").constrains("b <5");
      assertThat(index.chosen("a", "c")).contains("b 2.0 0");
    }

    @Test
    void knowsWhatTheImageHas() throws Exception {
      index.add("a 2.0", "__glibc >=2.39");
      index.add("a 1.0", "__glibc >=2.17", "__linux", "__unix", "__archspec 1 x86_64");
      index.add("g 1.0 gpu_1", "__cuda");
      index.add("g 1.0 cpu_0");
      assertThat(index.chosen("a")).containsExactly("a 1.0 0");
      assertThat(index.chosen("g")).containsExactly("g 1.0 cpu_0");
      VirtualPackages gpu =
          VirtualPackages.linux("2.41", "x86_64")
              .overriddenBy(Map.of("CONDA_OVERRIDE_CUDA", "12.4", "PATH", "/bin"));
      SolveRequest asked = SolveRequest.of(request("g", "a").specs(), gpu);
      assertThat(index.chosen(asked)).containsExactly("a 2.0 0", "g 1.0 gpu_1");
    }

    @Test
    void givesEveryPythonItsPipWhereThatIsWanted() throws Exception {
      index.add("python 3.12.0");
      index.add("pip 25.0", "python", "setuptools").noarch();
      index.add("setuptools 80.0", "python").noarch();
      assertThat(index.chosen("python")).containsExactly("python 3.12.0 0");
      assertThat(index.chosen(request("python").withAddPip(true)))
          .containsExactly("pip 25.0 0", "python 3.12.0 0", "setuptools 80.0 0");
    }

    @Test
    void heedsConditions() throws Exception {
      index.add("python 3.9.0");
      index.add("python 3.12.0");
      index.add(
          "a 1.0",
          "tomli[when='python <3.11']",
          "fast[when='python >=3.11 and __unix']",
          "slow[when='__win or __osx']");
      index.add("tomli 2.0");
      index.add("fast 1.0");
      index.add("slow 1.0");
      assertThat(index.chosen("a", "python=3.9"))
          .containsExactly("a 1.0 0", "python 3.9.0 0", "tomli 2.0 0");
      assertThat(index.chosen("python=3.12", "a"))
          .containsExactly("a 1.0 0", "fast 1.0 0", "python 3.12.0 0");
      assertThat(index.chosen("a")).as("no Python at all").containsExactly("a 1.0 0");
    }

    @Test
    void heedsGroupsOfDependencies() throws Exception {
      index.add("a 1.0", "b").group("fast", "c >=2").group("odd", "nowhere");
      index.add("b 1.0");
      index.add("c 1.0");
      index.add("c 2.0");
      index.add("d 1.0", "a[extras=[fast]]");
      assertThat(index.chosen("a")).containsExactly("a 1.0 0", "b 1.0 0");
      assertThat(index.chosen("a[extras=[fast]]")).contains("c 2.0 0");
      assertThat(index.chosen("a", "d")).contains("c 2.0 0");
      assertThatThrownBy(() -> index.solve(request("d", "c <2"))).isInstanceOf(BuildFailure.class);
      assertThatThrownBy(() -> index.solve(request("a[extras=[odd]]")))
          .isInstanceOf(BuildFailure.class);
    }
  }

  @Nested
  class Wishes {
    @Test
    void favoursWhatWasThereBefore() throws Exception {
      index.add("a 1.0");
      index.add("a 2.0");
      index.add("a 3.0");
      List<MatchSpec> before = List.of(MatchSpec.parse("a ==2.0"), MatchSpec.parse("a ==1.0"));
      assertThat(index.chosen(request("a").withFavoured(before))).containsExactly("a 2.0 0");
      assertThat(index.chosen(request("a <2").withFavoured(before))).containsExactly("a 1.0 0");
      assertThat(index.chosen(request("a >2").withFavoured(before))).containsExactly("a 3.0 0");
    }

    @Test
    void takesNothingButWhatIsLocked() throws Exception {
      index.add("a 1.0");
      index.add("a 2.0");
      List<MatchSpec> locked = List.of(MatchSpec.parse("a ==1.0"), MatchSpec.parse("b"));
      assertThat(index.chosen(request("a").withLocked(locked))).containsExactly("a 1.0 0");
      assertThatThrownBy(() -> index.solve(request("a >1").withLocked(locked)))
          .isInstanceOf(BuildFailure.class)
          .satisfies(e ->
              assertThat(((BuildFailure) e).details())
                  .singleElement()
                  .asString()
                  .endsWith("└─ a 2.0 is not what is locked: `a ==1.0`"));
    }

    @Test
    void canLeaveOutWhatIsTooNew() throws Exception {
      index.add("a 1.0").at("2024-01-01T00:00:00Z");
      index.add("a 2.0").at("2025-01-01T00:00:00Z");
      index.add("b 1.0");
      SolveRequest request =
          request("a", "b").withExcludeNewer(Instant.parse("2024-06-01T00:00:00Z"));
      assertThat(index.chosen(request)).containsExactly("a 1.0 0", "b 1.0 0");
    }
  }

  @Test
  void answersTheSameWhateverTheOrderOfRecords() throws Exception {
    for (int python = 9; python < 14; python++) {
      index.add("python 3.%d.0".formatted(python));
      for (String name : List.of("a", "b", "c")) {
        for (int version = 1; version < 4; version++) {
          index.add(
              "%s %d.0 py3%d_0".formatted(name, version, python),
              "python 3.%d.*".formatted(python),
              name.equals("a") ? "b <%d".formatted(version + 1) : "c");
        }
      }
    }
    List<String> expected = index.chosen("c", "a", "python <3.13");
    for (int seed = 0; seed < 10; seed++) {
      assertThat(index.shuffled(seed).chosen("c", "a", "python <3.13")).isEqualTo(expected);
    }
  }

  @Test
  void linksEachPackageAfterWhatItNeeds() throws Exception {
    index.add("app 1.0", "zlib", "python", "pip");
    index.add("python 3.12.0", "zlib", "pip");
    index.add("pip 25.0", "python", "setuptools").noarch();
    index.add("setuptools 80.0", "python").noarch();
    index.add("zlib 1.3", "loop-b");
    index.add("loop-a 1.0", "loop-b");
    index.add("loop-b 1.0", "loop-a");
    assertThat(index.solve(request("app")).records())
        .extracting(one -> one.record().name())
        .containsExactly("loop-a", "loop-b", "zlib", "python", "setuptools", "pip", "app");
  }

  @Test
  void solvesNothingForNothing() throws Exception {
    assertThat(new CondaSolver(index, new Specs()).solve(request()).records()).isEmpty();
  }

  @Test
  void refusesAnOverrideThatIsNoVersion() {
    VirtualPackages given = VirtualPackages.linux("2.36", "x86_64");
    assertThatThrownBy(() -> given.overriddenBy(Map.of("CONDA_OVERRIDE_CUDA", "1..x=")))
        .isInstanceOf(BuildFailure.class)
        .hasMessage("Cannot use `CONDA_OVERRIDE_CUDA=1..x=`: it is no version");
    assertThat(given.overriddenBy(Map.of("CONDA_OVERRIDE_GLIBC", "")).packages())
        .extracting(VirtualPackage::name)
        .doesNotContain("__glibc");
    assertThat(given.overriddenBy(Map.of("CONDA_OVERRIDE_ARCHSPEC", "zen4")).packages())
        .extracting(VirtualPackage::build)
        .contains("zen4");
  }
}
