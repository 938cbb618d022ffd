package org.repo2oci.cli.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;

/** The lines are read by what a hub reads them with. */
class HubLinesTest {
  private static final Digest DIGEST = Digest.parse("sha256:" + "0123456789abcdef".repeat(4));
  private static final Digest OTHER = Digest.parse("sha256:" + "1".repeat(64));
  private static final String HOSTILE =
      "\"); import os; os.abort() # ' \\ ${{ x }} {{ .Values }} \u2028 \ud83d\ude00 \ud800 \u202e: - %";

  private static HubImage image(String reference, Digest digest, Map<String, String> labels) {
    return HubImage.of(
        ImageReference.parse(reference),
        digest,
        labels,
        Map.of("JUPYTERHUB_DEFAULT_URL", "/rstudio", "HOME", "/home/jovyan"),
        HubResources.none());
  }

  private static final HubImage DEMO =
      HubImage.of(
          ImageReference.parse("quay.io/me/demo-course:123456789012"),
          DIGEST,
          Map.of(
              "org.opencontainers.image.source",
              "https://example.org/me/demo",
              "org.opencontainers.image.revision",
              "f".repeat(40)),
          Map.of(),
          new HubResources(Optional.of("2G"), Optional.of(new BigDecimal("0.5"))));

  @Test
  void helmTakesOneImageByDigestAndAsStrings() throws Exception {
    JsonNode user = yaml(HubKind.Z2JH.lines(List.of(DEMO))).path("singleuser");

    String name = user.path("image").path("name").textValue();
    assertThat(name + ":" + user.path("image").path("tag").textValue())
        .isEqualTo("quay.io/me/demo-course@" + DIGEST);
    assertThat(user.path("memory").path("limit").textValue()).isEqualTo("2G");
    assertThat(user.path("cpu").path("limit").doubleValue()).isEqualTo(0.5);
  }

  @Test
  void helmTakesManyImagesAsProfilesOfWhichTheFirstIsUsual() throws Exception {
    List<HubImage> images = List.of(DEMO, image("localhost:5000/r:1", OTHER, Map.of()), DEMO);
    JsonNode profiles = yaml(HubKind.Z2JH.lines(images)).path("singleuser").path("profileList");

    assertThat(profiles).hasSize(3);
    assertThat(profiles.get(0).path("default").booleanValue()).isTrue();
    assertThat(profiles.get(0).path("display_name").textValue()).isEqualTo("Demo Course");
    assertThat(profiles.get(0).path("description").textValue())
        .isEqualTo("Made from https://example.org/me/demo at ffffffffffff");
    assertThat(profiles.get(1).has("default")).isFalse();
    JsonNode second = profiles.get(1).path("kubespawner_override");
    assertThat(second.path("image").textValue()).isEqualTo("localhost:5000/r@" + OTHER);
    assertThat(second.path("default_url").textValue()).isEqualTo("/rstudio");
    assertThat(profiles.findValuesAsText("slug"))
        .containsExactly("demo-course", "r", "demo-course-2");
  }

  @Test
  void dockerSpawnerPullsByTagBecauseItCannotByDigest() {
    assertThat(HubKind.DOCKERSPAWNER.lines(List.of(DEMO)))
        .isEqualTo(
            """
            # quay.io/me/demo-course:123456789012 is %s
            c.DockerSpawner.image = "quay.io/me/demo-course:123456789012"
            c.DockerSpawner.cmd = ["jupyterhub-singleuser"]
            c.DockerSpawner.pull_policy = "ifnotpresent"
            c.DockerSpawner.mem_limit = "2G"
            c.DockerSpawner.cpu_limit = 0.5
            """
                .formatted(DIGEST));
  }

  @Test
  void aTagThatMovesIsAlwaysPulled() {
    assertThat(HubKind.DOCKERSPAWNER.lines(List.of(image("quay.io/me/demo", DIGEST, Map.of()))))
        .contains("image = \"quay.io/me/demo:latest\"", "pull_policy = \"always\"");
  }

  @Test
  void labelsOfTljhRepo2dockerAreHints() {
    HubImage image =
        image(
            "me/demo:1",
            DIGEST,
            Map.of(
                "tljh_repo2docker.display_name", "A course",
                "tljh_repo2docker.mem_limit", "512M",
                "tljh_repo2docker.cpu_limit", "many"));

    assertThat(image.title()).isEqualTo("A course");
    assertThat(image.resources())
        .isEqualTo(new HubResources(Optional.of("512M"), Optional.empty()));
  }

  @Test
  void whatIsNoAmountIsRefused() {
    assertThatThrownBy(() -> HubResources.memory("2 G"))
        .hasMessage("`2 G` is not a size such as 512M or 2G");
    assertThatThrownBy(() -> HubResources.cpus("0")).hasMessageContaining("`0`");
  }

  @Test
  void textOfAnImageStaysText() throws Exception {
    HubImage image = image("me/a:1", DIGEST, Map.of("org.opencontainers.image.title", HOSTILE));
    HubImage other =
        image("me/b:1", OTHER, Map.of("org.opencontainers.image.description", HOSTILE));
    JsonNode profiles =
        yaml(HubKind.Z2JH.lines(List.of(image, other))).path("singleuser").path("profileList");

    // A lone half of a character is in no file that is UTF-8.
    assertThat(profiles.get(0).path("display_name").textValue())
        .isEqualTo(HOSTILE.replace(" \ud800 ", " \ufffd "));
    assertThat(profiles.get(1).path("description").textValue())
        .isEqualTo(profiles.get(0).path("display_name").textValue());
  }

  @ParameterizedTest
  @EnumSource
  void pythonAndPyYamlReadTheLines(HubKind kind) throws Exception {
    assumeTrue(python("", "import yaml", "") != null, "python3 with PyYAML is not on this machine");
    List<HubImage> images =
        List.of(
            DEMO,
            image("me/a:1", OTHER, Map.of("org.opencontainers.image.title", HOSTILE)),
            image("me/b:main", OTHER, Map.of("org.opencontainers.image.title", HOSTILE)));

    for (List<HubImage> some : List.of(images.subList(0, 1), images)) {
      String read = python(kind == HubKind.Z2JH ? "yaml" : "python", READER, kind.lines(some));
      assertThat(read).isNotNull();
      JsonNode settings = new ObjectMapper().readTree(read);
      List<String> found = new ArrayList<>();
      strings(settings, found);
      for (HubImage image : some) {
        assertThat(found)
            .contains(
                kind.needsTag()
                    ? image.byTag()
                    : some.size() == 1 && kind == HubKind.Z2JH
                        ? image.digest().hex()
                        : image.byDigest());
      }
    }
  }

  /** Settings as JSON: of YAML as it is, of Python what its lines set. */
  private static final String READER =
      """
      import json, sys
      text = sys.stdin.buffer.read().decode()
      if sys.argv[1] == "yaml":
          import yaml
          print(json.dumps(yaml.safe_load(text)))
      else:
          class Settings:
              def __getattr__(self, name):
                  self.__dict__[name] = Settings()
                  return self.__dict__[name]
          c = Settings()
          exec(compile(text, "jupyterhub_config.py", "exec"), {"c": c})
          print(json.dumps(c, default=lambda one: one.__dict__))
      """;

  private static @Nullable String python(String kind, String program, String input)
      throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder("python3", "-c", program, kind)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      return null;
    }
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0 ? out : null;
  }

  private static void strings(JsonNode node, List<String> found) {
    if (node.isTextual()) {
      found.add(node.textValue());
    }
    node.forEach(child -> strings(child, found));
  }

  private static JsonNode yaml(String text) throws IOException {
    return new ObjectMapper(new YAMLFactory()).readTree(text);
  }
}
