package org.repo2oci.pypi.project;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaticProjectTest {
  private static final String PROJECT = "[project]\nname = 'demo'\nversion = '1'\n";

  @Test
  void aProjectThatSaysEverythingDecidesAlone() {
    assertThat(StaticProject.decidesAlone(PROJECT + "dependencies = ['six']\n")).isTrue();
    assertThat(StaticProject.decidesAlone(PROJECT + "dynamic = ['readme']\n")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no [toml",
        "[project]\nname = 'demo'\ndynamic = ['version']\n",
        PROJECT + "dynamic = ['dependencies']\n",
        PROJECT + "[tool.uv.sources]\nother = {path = '../other'}\n",
        "[build-system]\nrequires = ['setuptools']\n"
      })
  void otherFilesCountWhereItDoesNot(String text) {
    assertThat(StaticProject.decidesAlone(text)).isFalse();
  }
}
