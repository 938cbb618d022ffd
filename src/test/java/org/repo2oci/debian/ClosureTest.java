package org.repo2oci.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.repo2oci.failure.BuildFailure;

class ClosureTest {
  private final StringBuilder packages = new StringBuilder();

  private ClosureTest add(String name, String version, String more) {
    return add(name, version, "amd64", more);
  }

  private ClosureTest add(String name, String version, String architecture, String more) {
    packages.append(
        """
        Package: %s
        Version: %s
        Architecture: %s
        %sFilename: pool/%s.deb
        Size: 1
        SHA256: %s

        """
            .formatted(
                name,
                version,
                architecture,
                more.isEmpty() ? "" : more + "\n",
                name,
                "0".repeat(64)));
    return this;
  }

  private PackageIndex index() {
    PackageIndex index = new PackageIndex("amd64");
    try {
      index.add(
          "trixie", new ByteArrayInputStream(packages.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return index;
  }

  private List<String> closure(String... names) {
    return List.copyOf(Closure.of(index(), List.of(names), false).keySet());
  }

  @Test
  void takesDependenciesAndNotRecommendations() {
    add("a", "1", "Depends: b (>= 2)\nRecommends: d").add("b", "2", "Pre-Depends: c");
    add("c", "1", "all", "").add("d", "1", "");
    assertThat(closure("a")).containsExactly("a", "b", "c");
  }

  @Test
  void takesEssentialAndRequiredPackagesOfABase() {
    add("a", "1", "").add("e", "1", "Essential: yes").add("r", "1", "Priority: required");
    add("o", "1", "Priority: optional");
    assertThat(Closure.of(index(), List.of("a"), true).keySet()).containsExactly("a", "e", "r");
  }

  @Test
  void cyclesEnd() {
    add("a", "1", "Depends: b").add("b", "1", "Depends: a");
    assertThat(closure("a")).containsExactly("a", "b");
  }

  @Test
  void prefersTheFirstAlternative() {
    add("a", "1", "Depends: x | y").add("x", "1", "").add("y", "1", "");
    assertThat(closure("a")).containsExactly("a", "x");
  }

  @Test
  void anAlternativeThatComesInAnywayIsEnough() {
    add("a", "1", "Depends: x | y, z")
        .add("x", "1", "")
        .add("y", "1", "")
        .add("z", "1", "Depends: y");
    assertThat(closure("a")).containsExactly("a", "y", "z");
  }

  @Test
  void passesOverAnAlternativeOfAnotherVersionOrArchitecture() {
    add("a", "1", "Depends: x (>= 2) | x:i386 | y:any").add("x", "1", "").add("y", "1", "");
    assertThat(closure("a")).containsExactly("a", "y");
  }

  @Test
  void choosesAProviderByPriorityThenName() {
    add("a", "1", "Depends: awk")
        .add("gawk", "1", "Provides: awk")
        .add("xawk", "1", "Provides: awk");
    add("mawk", "1", "Provides: awk\nPriority: required");
    assertThat(closure("a")).containsExactly("a", "mawk");
  }

  @Test
  void aBoundNeedsAVersionedProvision() {
    add("a", "1", "Depends: api (>= 2)").add("bare", "9", "Provides: api");
    add("old", "9", "Provides: api (= 1)").add("right", "9", "Provides: api (= 2)");
    assertThat(closure("a")).containsExactly("a", "right");
  }

  @Test
  void avoidsAProviderThatConflicts() {
    add("a", "1", "Depends: mta").add("b", "1", "Conflicts: exim");
    add("exim", "1", "Provides: mta").add("postfix", "1", "Provides: mta");
    assertThat(closure("a", "b")).containsExactly("a", "b", "postfix");
  }

  @Test
  void theHighestVersionOfAllSuitesCounts() throws IOException {
    add("a", "1.0-1", "Depends: old");
    PackageIndex index = index();
    packages.setLength(0);
    add("a", "1.0-1+deb13u1", "Depends: new").add("new", "1", "").add("old", "1", "");
    index.add(
        "trixie-security",
        new ByteArrayInputStream(packages.toString().getBytes(StandardCharsets.UTF_8)));
    assertThat(Closure.of(index, List.of("a"), false).values())
        .map(DebianPackage::toString)
        .containsExactly("a 1.0-1+deb13u1", "new 1");
  }

  @Test
  void anUnknownPackageIsAnErrorWithNearNames() {
    add("libxml2-dev", "1", "").add("curl", "1", "");
    assertThatThrownBy(() -> closure("libxml-dev"))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure.message())
                  .isEqualTo("Cannot find the Debian package `libxml-dev`");
              assertThat(failure.hints()).containsExactly("Did you mean `libxml2-dev`?");
            });
  }

  @Test
  void whatNothingSatisfiesIsAnError() {
    add("a", "1", "Depends: b (>= 2) | c").add("b", "1", "");
    assertThatThrownBy(() -> closure("a"))
        .isInstanceOf(BuildFailure.class)
        .hasMessage("Cannot install the Debian package `a`: nothing satisfies `b (>= 2) | c`");
  }

  @Test
  void packagesThatConflictAreAnError() {
    add("a", "1", "Breaks: b (<< 2)").add("b", "1", "");
    assertThatThrownBy(() -> closure("a", "b"))
        .isInstanceOf(BuildFailure.class)
        .hasMessage("Cannot install the Debian packages `a` and `b` together");
  }

  @Test
  void aPackageMayConflictWithWhatItProvidesItself() {
    add("a", "1", "Provides: mta\nConflicts: mta");
    assertThat(closure("a")).containsExactly("a");
  }
}
