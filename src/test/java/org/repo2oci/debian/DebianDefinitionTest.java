package org.repo2oci.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebianDefinitionTest {
  @TempDir Path folder;

  @Test
  void readsTheBuildpackThatIsShipped() throws IOException {
    DebianDefinition definition = DebianDefinition.read(Path.of("buildpacks/base"));
    assertThat(definition.suite()).isEqualTo("trixie");
    assertThat(definition.packages())
        .contains("git", "curl", "python3-venv")
        .doesNotContain("build-essential");
    assertThat(definition.configureOnly()).containsExactly("locales");
    assertThat(definition.toolboxes()).containsOnlyKeys("python", "build");
    assertThat(definition.script("configure.sh")).startsWith("#!/bin/sh\n");
    Exclusions.Matcher matcher = definition.exclusions().matcher();
    assertThat(matcher.leavesOut("usr/share/man/man1/git.1.gz")).isTrue();
    assertThat(matcher.leavesOut("usr/share/doc/git/copyright")).isFalse();
    assertThat(matcher.leavesOut("usr/share/locale/de/LC_MESSAGES/git.mo")).isTrue();
    assertThat(matcher.leavesOut("usr/share/locale/en_GB/LC_MESSAGES/git.mo")).isFalse();
    assertThat(matcher.leavesOut("usr/share/manual")).isFalse();
  }

  @Test
  void namesAKeyThatIsMissing() throws IOException {
    Files.writeString(folder.resolve("buildpack.yml"), "name: base\n");
    assertThatThrownBy(() -> DebianDefinition.read(folder)).hasMessageContaining("`debian`");
    Files.writeString(folder.resolve("buildpack.yml"), "debian: {locale: C.UTF-8}\n");
    assertThatThrownBy(() -> DebianDefinition.read(folder)).hasMessageContaining("`debian: suite`");
  }
}
