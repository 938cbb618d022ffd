package org.repo2oci.conda.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.repo2oci.conda.solve.MadeIndex.request;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.repo2oci.failure.BuildFailure;

/** What the user reads, word for word. */
class UnsolvableTest {
  private final MadeIndex index = new MadeIndex();

  @Test
  void blamesTheLinesThatExcludeEachOtherAndNoMore() {
    for (int minor = 7; minor < 13; minor++) {
      index.add("python 3.%d.0".formatted(minor));
      index.add("numpy 1.%d".formatted(minor), "python 3.%d.*".formatted(minor));
    }
    index.add("tensorflow 1.15.0", "python 3.7.*");
    index.add("tensorflow 1.15.5", "python 3.7.*");
    assertThat(said("numpy", "python=3.12", "tensorflow=1.15"))
        .isEqualTo(
            """
            Cannot install `python=3.12` and `tensorflow=1.15` together
            `environment.yml` at line 2: `python=3.12`
            `environment.yml` at line 3: `tensorflow=1.15`
            └─ tensorflow 1.15.0|1.15.5 needs `python 3.7.*`
               └─ python 3.7.0 is not `python=3.12` of `environment.yml` at line 2
            hint: Loosen or remove one of these lines\
            """);
  }

  @Test
  void showsBothWaysToAPackageThatIsThereOnce() {
    index.add("left 1.0", "between");
    index.add("between 1.0", "shared <2");
    index.add("right 1.0", "shared >=2");
    index.add("shared 1.0");
    index.add("shared 2.0");
    assertThat(said("left", "right"))
        .isEqualTo(
            """
            Cannot install `left` and `right` together
            `environment.yml` at line 1: `left`
            └─ left 1.0 needs `between`
               └─ between 1.0 needs `shared <2`
                  └─ shared 1.0 is not the `shared >=2` of right 1.0
            `environment.yml` at line 2: `right`
            └─ right 1.0 needs `shared >=2`
               └─ shared 2.0 is not the `shared <2` of between 1.0
            hint: Loosen or remove one of these lines\
            """);
  }

  @Test
  void mergesVersionsWithTheSameFate() {
    for (int minor = 1; minor < 8; minor++) {
      index.add("a 1.%d".formatted(minor), "b 1.%d.*".formatted(minor));
      index.add("b 1.%d".formatted(minor), "gone");
    }
    assertThat(said("a"))
        .isEqualTo(
            """
            Cannot install `a`: what it needs cannot be had
            `environment.yml` at line 1: `a`
            └─ a 1.1|1.2|…|1.7 needs `b 1.1.*` or `b 1.2.*` or … or `b 1.7.*`
               └─ b 1.1|1.2|…|1.7 needs `gone`
                  └─ no channel has `gone`
            hint: Ask for another version, or add a channel that has what is missing\
            """);
  }

  @Test
  void saysWhatTheImageLacks() {
    index.add("a 1.0", "__glibc >=2.40");
    index.add("b 1.0", "__cuda >=12");
    assertThat(said("a")).contains("└─ a 1.0 needs `__glibc >=2.40`", "but __glibc 2.36");
    assertThat(said("b")).contains("   └─ the image has no `__cuda`");
  }

  @Test
  void saysWhoGoesWithWhatOnly() {
    index.add("a 1.0").constrains("b <2");
    index.add("b 2.0");
    assertThat(said("a", "b"))
        .isEqualTo(
            """
            Cannot install `a` and `b` together
            `environment.yml` at line 1: `a`
            └─ a 1.0 goes with `b <2` only
            `environment.yml` at line 2: `b`
            └─ b 2.0 is not the `b <2` of a 1.0
            hint: Loosen or remove one of these lines\
            """);
  }

  @Test
  void namesEveryPackageThatNoChannelHas() {
    index.add("numpy 1.0");
    index.add("python 3.12.0");
    assertThat(said("numpyy", "zlib", "python=2.7", "numpy"))
        .isEqualTo(
            """
            Cannot install `numpyy` of `environment.yml` at line 1: no channel has `numpyy`
            Cannot install `zlib` of `environment.yml` at line 2: no channel has `zlib`
            Cannot install `python=2.7` of `environment.yml` at line 3: no channel has `python=2.7`, but python 3.12.0
            hint: Did you mean `numpy`?
            hint: Check the name, and whether its channel is listed
            hint: Ask for a version of `python` that a channel has\
            """);
  }

  @Test
  void staysShort() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      index.add("a 1.0 b_%d".formatted(i), "gone-%d".formatted(i));
    }
    assertThat(all.append(said("a")).toString().lines().count()).isLessThanOrEqualTo(27);
    assertThat(all).contains("more lines");
  }

  private String said(String... specs) {
    BuildFailure failure =
        catchThrowableOfType(BuildFailure.class, () -> index.solve(request(specs)));
    return Stream.of(
            Stream.of(failure.message()),
            failure.details().stream(),
            failure.hints().stream().map(hint -> "hint: " + hint))
        .flatMap(lines -> lines)
        .collect(Collectors.joining("\n"));
  }
}
