package org.repo2oci.pypi.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.pypi.spec.IndexOptions;

class MachineIndexesTest {
  @TempDir Path machine;

  private Path home() {
    return machine.resolve("home");
  }

  private void file(String name, String text) throws IOException {
    Path path = machine.resolve(name);
    Files.createDirectories(path.resolveSibling(""));
    Files.writeString(path, text);
  }

  private IndexSettings read(Map<String, String> environment) {
    return MachineIndexes.read(environment, Optional.of(home()), machine);
  }

  private static Optional<String> main(IndexSettings settings) {
    return settings.defaultIndex().map(PackageIndex::url);
  }

  private static List<String> extra(IndexSettings settings) {
    return settings.extraIndexes().stream().map(PackageIndex::url).toList();
  }

  @Test
  void saysNothingWhereNothingIsSet() {
    assertThat(read(Map.of())).isEqualTo(IndexSettings.none());
  }

  @Test
  void pipReadsLaterFilesOverEarlierOnesAndVariablesOverAll() throws IOException {
    file("etc/pip.conf", "[global]\nindex-url = https://etc.example.org/simple\n");
    assertThat(main(read(Map.of()))).contains("https://etc.example.org/simple");

    file("home/.pip/pip.conf", "[global]\nindex_url: https://old.example.org/simple\n");
    assertThat(main(read(Map.of()))).contains("https://old.example.org/simple");

    file("home/.config/pip/pip.conf", "[global]\nindex-url = https://user.example.org/simple\n");
    assertThat(main(read(Map.of()))).contains("https://user.example.org/simple");

    file("xdg/pip/pip.conf", "[global]\nindex-url = https://xdg.example.org/simple\n");
    Map<String, String> xdg = Map.of("XDG_CONFIG_HOME", machine.resolve("xdg").toString());
    assertThat(main(read(xdg))).contains("https://xdg.example.org/simple");

    file("own.conf", "[global]\nextra-index-url = https://own.example.org/simple\n");
    Map<String, String> own = Map.of("PIP_CONFIG_FILE", machine.resolve("own.conf").toString());
    assertThat(main(read(own))).contains("https://etc.example.org/simple");
    assertThat(extra(read(own))).containsExactly("https://own.example.org/simple");

    assertThat(main(read(Map.of("PIP_INDEX_URL", "https://env.example.org/simple"))))
        .contains("https://env.example.org/simple");
    assertThat(read(Map.of("PIP_CONFIG_FILE", "/dev/null"))).isEqualTo(IndexSettings.none());
  }

  @Test
  void pipsInstallSectionBeatsGlobalOfAnyFile() throws IOException {
    file("etc/pip.conf", "[install]\nindex-url = https://install.example.org/simple\n");
    file("home/.config/pip/pip.conf", "[global]\nindex-url = https://global.example.org/simple\n");

    assertThat(main(read(Map.of()))).contains("https://install.example.org/simple");
  }

  @Test
  void pipsListsMayGoOverLines() throws IOException {
    Path links = Files.createDirectories(machine.resolve("links"));
    file(
        "etc/pip.conf",
        """
        ; a comment
        [global]
        extra-index-url =
            https://a.example.org/simple
            # in between
            https://b.example.org/simple
        find-links = %s https://c.example.org/links
        no-index = yes
        cert = /certs/own.pem
        """
            .formatted(links));

    IndexSettings settings = read(Map.of());

    assertThat(extra(settings))
        .containsExactly("https://a.example.org/simple", "https://b.example.org/simple");
    assertThat(settings.findLinks())
        .containsExactly(links.toString(), "https://c.example.org/links");
    assertThat(settings.noIndex()).isTrue();
    assertThat(settings.indexes()).isEmpty();
    assertThat(settings.caBundle()).contains(Path.of("/certs/own.pem"));
  }

  @Test
  void namesAFolderThatIsNotThereAndTrustThatIsNotGiven() {
    IndexSettings settings =
        read(Map.of("PIP_FIND_LINKS", "/nowhere/wheels", "PIP_TRUSTED_HOST", "a.example.org"));

    assertThat(settings.findLinks()).isEmpty();
    assertThat(settings.warnings())
        .anySatisfy(warning -> assertThat(warning).contains("`/nowhere/wheels`"))
        .anySatisfy(warning -> assertThat(warning).contains("trusted-host = a.example.org"));
  }

  @Test
  void uvWinsOverPipAndAddsToIt() throws IOException {
    file(
        "etc/pip.conf",
        """
        [global]
        index-url = https://pip.example.org/simple
        no-index=true
        extra-index-url = https://pip-extra.example.org/simple
        """);
    file(
        "home/.config/uv/uv.toml",
        """
        index-strategy = "first-index"
        exclude-newer = "2026-01-01T00:00:00Z"
        [[index]]
        name = "mirror"
        url = "https://uv.example.org/simple"
        default = true
        [[index]]
        name = "inner-one"
        url = "https://inner.example.org/simple"
        [[index]]
        name = "never"
        url = "https://explicit.example.org/simple"
        explicit = true
        """);

    IndexSettings settings =
        read(Map.of("UV_INDEX_INNER_ONE_USERNAME", "me", "UV_INDEX_INNER_ONE_PASSWORD", "p@ss/1"));

    assertThat(settings.defaultIndex())
        .contains(new PackageIndex("mirror", "https://uv.example.org/simple"));
    assertThat(extra(settings))
        .containsExactly(
            "https://me:p%40ss%2F1@inner.example.org/simple",
            "https://pip-extra.example.org/simple");
    assertThat(settings.noIndex()).isFalse();
    assertThat(settings.strategy()).contains("first-index");
    assertThat(settings.excludeNewer()).contains("2026-01-01T00:00:00Z");
  }

  @Test
  void uvsVariablesBeatItsFiles() throws IOException {
    file("etc/uv/uv.toml", "index-url = \"https://etc.example.org/simple\"\n");
    assertThat(main(read(Map.of()))).contains("https://etc.example.org/simple");

    file("home/.config/uv/uv.toml", "[pip]\nindex-url = \"https://user.example.org/simple\"\n");
    assertThat(main(read(Map.of()))).contains("https://user.example.org/simple");

    assertThat(main(read(Map.of("UV_NO_CONFIG", "1")))).isEmpty();
    assertThat(main(read(Map.of("UV_INDEX_URL", "https://old.example.org/simple"))))
        .contains("https://old.example.org/simple");
    IndexSettings settings =
        read(
            Map.of(
                "UV_DEFAULT_INDEX", "own=https://env.example.org/simple",
                "UV_INDEX", "https://one.example.org/simple two=https://two.example.org/simple"));
    assertThat(settings.indexes())
        .containsExactly(
            new PackageIndex("own", "https://env.example.org/simple"),
            new PackageIndex("extra-1", "https://one.example.org/simple"),
            new PackageIndex("two", "https://two.example.org/simple"));
  }

  @Test
  void neverQuotesABrokenFile() throws IOException {
    file("etc/uv/uv.toml", "index-url = \"https://me:secret@example.org/simple\n");

    BuildFailure failure = catchThrowableOfType(BuildFailure.class, () -> read(Map.of()));

    assertThat(failure.message()).contains("uv.toml").doesNotContain("secret");
    assertThat(failure.details()).isEmpty();
    assertThat(failure.hints()).hasSize(1);
  }

  @Test
  void aFilesIndexReplacesAllOfTheMachines() throws IOException {
    IndexSettings machineSettings =
        read(
            Map.of(
                "PIP_INDEX_URL", "https://pip.example.org/simple",
                "PIP_EXTRA_INDEX_URL", "https://extra.example.org/simple"));
    IndexOptions own =
        new IndexOptions(
            Optional.of("https://own.example.org/simple"),
            List.of("https://more.example.org/simple"),
            List.of("wheels"),
            false,
            false,
            List.of(),
            List.of(),
            false);

    assertThat(machineSettings.with(own).indexes())
        .containsExactly(
            new PackageIndex("default", "https://own.example.org/simple"),
            new PackageIndex("file-1", "https://more.example.org/simple"));
    assertThat(machineSettings.with(IndexOptions.none())).isEqualTo(machineSettings);
    assertThat(machineSettings.toString()).doesNotContain("https://");
  }
}
