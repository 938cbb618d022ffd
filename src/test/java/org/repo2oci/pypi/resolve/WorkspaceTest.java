package org.repo2oci.pypi.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.pypi.index.IndexGateway;
import org.repo2oci.pypi.index.IndexSettings;
import org.repo2oci.pypi.index.PackageIndex;
import org.repo2oci.pypi.spec.Requirement;
import org.repo2oci.pypi.spec.Requirements;
import org.repo2oci.pypi.spec.SourceLine;

class WorkspaceTest {
  private static final String COMMIT = "0123456789".repeat(4);

  @TempDir Path repository;
  private Workspace workspace;

  @BeforeEach
  void prepare() throws Exception {
    workspace = Workspace.inSandbox(Files.createDirectory(repository.resolve("work")));
  }

  private List<String> lines(String file) throws Exception {
    return Files.readAllLines(workspace.folder().resolve(file));
  }

  @Test
  void writesOneLineForEachRequirementAndFindsItsWayBack() throws Exception {
    Files.createDirectories(repository.resolve("sub folder"));
    Files.writeString(repository.resolve("setup.py"), "");
    Files.writeString(repository.resolve("sub folder/setup.py"), "");
    Requirements user =
        Given.requirements(
            repository,
            "# comment",
            "Six[a,b] >= 1.2, < 2 ; python_version > '3'",
            "thing @ https://example.org/thing-1.zip",
            "-e .",
            "./sub folder",
            "git+https://example.org/g@main#egg=gee&subdirectory=s");
    Requirement.Git git = (Requirement.Git) user.requirements().getLast();
    workspace.add(3, new Workspace.Checkout(git, COMMIT));

    workspace.writeRequirements(user, Given.server("jupyterlab>=3"));

    List<String> lines = lines(Workspace.USER);
    assertThat(lines).hasSize(5);
    assertThat(lines.getFirst()).startsWith("Six[a,b]").contains("python_version");
    assertThat(lines.get(1)).isEqualTo("thing @ https://example.org/thing-1.zip");
    assertThat(lines.get(2)).isEqualTo("-e file:///work/repository");
    assertThat(lines.get(3)).isEqualTo("file:///work/repository/sub%20folder");
    assertThat(lines.get(4)).isEqualTo("gee @ file:///work/git/3/s");
    assertThat(lines(Workspace.SERVER)).containsExactly("jupyterlab>=3");
    assertThat(workspace.origin(Workspace.USER, 1)).contains(new SourceLine("requirements.txt", 2));
    assertThat(workspace.origin(Workspace.USER, 5)).contains(new SourceLine("requirements.txt", 6));
    assertThat(workspace.origin(Workspace.USER, 6)).isEmpty();
    int second = lines.getFirst().length() + 1;
    assertThat(workspace.originAt(Workspace.USER, second - 1))
        .contains(new SourceLine("requirements.txt", 2));
    assertThat(workspace.originAt(Workspace.USER, second))
        .contains(new SourceLine("requirements.txt", 3));
    assertThat(workspace.originAt("../requirements.txt", 0)).isEmpty();
    assertThat(workspace.checkoutOf("/work/git/3/s")).isPresent();
    assertThat(workspace.checkoutOf("/work/git/31")).isEmpty();
  }

  @Test
  void leavesOutWhatTheServerDoesNotNeedUnlessItIsAskedFor() throws Exception {
    ServerSet server =
        new ServerSet(
            List.of("jupyterlab"),
            new TreeMap<>(),
            List.of(
                new ServerSet.Exclusion("slow-thing", "it is slow", "schema[all]"),
                new ServerSet.Exclusion("other", "it is large", "")));

    workspace.writeRequirements(Given.requirements(repository, "six"), server);
    assertThat(lines(Workspace.EXCLUDES)).containsExactly("slow-thing", "other");

    workspace.writeRequirements(Given.requirements(repository, "Schema[x,ALL]", "Other"), server);
    assertThat(lines(Workspace.EXCLUDES)).isEmpty();
  }

  @Test
  void writesPreferencesAsAnOldResult() throws Exception {
    TreeMap<String, String> preferences = new TreeMap<>();
    preferences.put("six", "1.16.0");
    workspace.writePreferences(preferences);

    Pylock read = Pylock.parse(Files.readString(workspace.folder().resolve(Workspace.RESULT)));

    assertThat(read.packages())
        .singleElement()
        .satisfies(entry -> assertThat(entry.version()).contains("1.16.0"));
  }

  @Test
  void leavesNoOldResultWhereNothingIsPreferred() throws Exception {
    Files.writeString(workspace.folder().resolve(Workspace.RESULT), "of a first run");

    workspace.writePreferences(new TreeMap<>());

    assertThat(workspace.folder().resolve(Workspace.RESULT)).doesNotExist();
  }

  @Test
  void writesSettingsWithoutLogins() throws Exception {
    IndexSettings settings =
        new IndexSettings(
            Optional.of(Given.INDEX),
            List.of(new PackageIndex("extra-1", "https://you:other@example.org/simple")),
            List.of("https://example.org/links.html", repository.toString(), "wheels"),
            false,
            Optional.of("first-index"),
            Optional.of("2026-01-01"),
            Optional.empty(),
            List.of());
    try (IndexGateway gateway = new IndexGateway(new Given.Network(repository), settings)) {
      workspace.writeSettings(settings, Optional.of(gateway));
    }

    String text = Files.readString(workspace.folder().resolve(Workspace.SETTINGS));
    assertThat(text).doesNotContain("secret", "other@", "index.example.org");
    JsonNode toml = new TomlMapper().readTree(text);
    assertThat(toml.path("index-strategy").asText()).isEqualTo("first-index");
    assertThat(toml.path("exclude-newer").asText()).isEqualTo("2026-01-01");
    assertThat(toml.path("index").size()).isEqualTo(2);
    assertThat(toml.path("index").get(0).path("default").asBoolean()).isTrue();
    assertThat(toml.path("index").get(1).path("default").asBoolean()).isFalse();
    assertThat(toml.path("find-links").get(0).asText()).endsWith(".index.invalid/links/");
    assertThat(toml.path("find-links").get(1).asText()).isEqualTo("/find-links/0");
    assertThat(toml.path("find-links").get(2).asText()).isEqualTo("/work/repository/wheels");
    assertThat(workspace.linkFolders()).containsEntry(repository, "/find-links/0");
  }

  @Test
  void asksEveryIndexWhereNothingIsSet() throws Exception {
    workspace.writeSettings(IndexSettings.none(), Optional.empty());

    JsonNode toml =
        new TomlMapper().readTree(Files.readString(workspace.folder().resolve(Workspace.SETTINGS)));

    assertThat(toml.path("index-strategy").asText()).isEqualTo("unsafe-best-match");
    assertThat(toml.has("index")).isFalse();
    assertThat(toml.path("no-index").asBoolean()).isFalse();
  }
}
