package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builds on machines that know nothing but the registry, killed builds, and many builds at once.
 * {@code -Dkills=300} kills more often.
 */
@Tag("e2e")
@Timeout(1800)
class IncrementsE2eTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int KILLS = Integer.getInteger("kills", 12);
  private static final int BUILDS = 20;

  @TempDir private static Path folder;
  private static LocalRegistry registry;
  private static Path repository;

  @BeforeAll
  static void begin() throws Exception {
    assumeTrue(Command.exists("docker-registry"), "docker-registry is needed");
    registry = LocalRegistry.start(folder);
    repository = Files.createDirectory(folder.resolve("repository"));
    Files.writeString(repository.resolve("requirements.txt"), "six\n");
    Files.writeString(repository.resolve("demo.ipynb"), notebook("first"));
    push(Product.STORE, repository, "first").succeeded();
  }

  @AfterAll
  static void end() {
    if (registry != null) {
      registry.close();
    }
  }

  private static String notebook(String text) {
    return "{\"cells\": [], \"metadata\": {\"text\": \"%s\"}, \"nbformat\": 4, \"nbformat_minor\": 5}"
        .formatted(text);
  }

  private static Command build(Path store, Path source, String... options) {
    return Product.command("build", source.toString(), "--store", store.toString()).and(options);
  }

  private static Command.Ended push(Path store, Path source, String tag, String... options)
      throws Exception {
    return build(store, source, "-t", registry.name("demo:" + tag), "--push").and(options).run();
  }

  private static Path copy(String name, String notebook, String requirements) throws Exception {
    Path copy = Files.createDirectory(folder.resolve(name));
    Files.writeString(copy.resolve("requirements.txt"), requirements);
    Files.writeString(copy.resolve("demo.ipynb"), notebook(notebook));
    return copy;
  }

  private static JsonNode get(String path) throws Exception {
    URI uri = URI.create("http://" + registry.name("").replaceFirst("/$", "") + "/v2/" + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .header("Accept", "application/vnd.oci.image.manifest.v1+json")
              .build();
      return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
  }

  private static List<String> digests(String tag) throws Exception {
    JsonNode manifest = get("demo/manifests/" + tag);
    List<String> digests = new ArrayList<>(List.of(manifest.at("/config/digest").asText()));
    manifest.path("layers").forEach(layer -> digests.add(layer.path("digest").asText()));
    return digests;
  }

  private static void assertWhole(String tag) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (String digest : digests(tag)) {
        URI uri =
            URI.create(
                "http://"
                    + registry.name("demo/blobs/" + digest).replaceFirst("/demo", "/v2/demo"));
        HttpRequest request =
            HttpRequest.newBuilder(uri).method("HEAD", HttpRequest.BodyPublishers.noBody()).build();
        assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
            .as(digest)
            .isEqualTo(200);
      }
    }
  }

  private static void tagAs(String tag) throws Exception {
    push(Product.STORE, repository, tag).succeeded();
  }

  @Test
  void anEditedNotebookOnAnEmptyMachineIsOneLayer() throws Exception {
    tagAs("edited");
    Path edited = copy("edited", "second", "six\n");

    Command.Ended ended = push(folder.resolve("empty1"), edited, "edited");
    ended.succeeded();

    assertThat(ended.err())
        .contains("Kept the lock of", "Pushed 1 layers")
        .doesNotContain("Resolved");
    assertWhole("edited");
    push(Product.STORE, edited, "here").succeeded();
    assertThat(digests("here")).isEqualTo(digests("edited"));
  }

  @Test
  void aChangedListOnAnEmptyMachineKeepsWhatItCan() throws Exception {
    tagAs("added");
    Path added = copy("added", "first", "six\niniconfig\n");
    Path empty = folder.resolve("empty2");

    Command.Ended locked = push(empty, added, "added", "--locked");
    assertThat(locked.code()).isEqualTo(1);
    assertThat(locked.err()).contains("Cannot keep the lock: it would change", "+ iniconfig");

    Command.Ended ended = push(empty, added, "added", "--optimize", "none");
    ended.succeeded();
    assertThat(ended.err())
        .contains("+ iniconfig")
        .doesNotContain("Debian packages for the base", "Unpacked");
    assertThat(push(empty, added, "added", "--locked").succeeded()).isNotEmpty();

    // From its lock, on a machine that has not seen it.
    Path lock = folder.resolve("added.json");
    Product.command("lock", added.toString(), "--cache-from", registry.name("demo:added"))
        .and("--store", folder.resolve("empty3").toString(), "-o", lock.toString())
        .run()
        .succeeded();
    build(Product.STORE, added, "--lock", lock.toString(), "--optimize", "none")
        .and("-t", registry.name("demo:locked"), "--push")
        .run()
        .succeeded();
    assertThat(diffIds("locked")).isEqualTo(diffIds("added"));
  }

  private static JsonNode diffIds(String tag) throws Exception {
    return get("demo/blobs/" + digests(tag).getFirst()).at("/rootfs/diff_ids");
  }

  @Test
  void anUpgradeDecidesAnew() throws Exception {
    Path old = copy("old", "first", "six==1.16.0\n");
    push(Product.STORE, old, "old").succeeded();
    Files.writeString(old.resolve("requirements.txt"), "six\n");
    assertThat(push(Product.STORE, old, "old").err()).contains("No package changed");

    Command.Ended upgraded = push(Product.STORE, old, "old", "--upgrade-package", "Six");

    upgraded.succeeded();
    assertThat(upgraded.err()).contains("~ six 1.16.0 → ");
  }

  @Test
  void aPullRequestTakesFromTheMainBranch() throws Exception {
    Path edited = copy("request", "of a request", "six\n");

    Command.Ended ended =
        build(folder.resolve("empty4"), edited, "--cache-from", registry.name("demo:first"))
            .and("-t", registry.name("fork/demo:1"), "--push")
            .run();

    ended.succeeded();
    assertThat(ended.err()).contains("Kept the lock of", "Pushed 1 layers");
  }

  @Test
  void aProgramIsRunOnLayersThatArePulledForIt() throws Exception {
    tagAs("program");
    Path program = copy("program", "first", "six\n");
    Files.writeString(
        program.resolve("postBuild"),
        "#!/bin/sh\npython -c 'import six; print(six.__version__)' > v\n");

    Command.Ended ended = push(folder.resolve("empty5"), program, "program");

    ended.succeeded();
    assertThat(ended.err()).contains("Kept the lock of", "Unpacked", "Running `postBuild`");
    assertWhole("program");
  }

  @Test
  void twentyBuildsAtOnceOnOneStore() throws Exception {
    Path store = folder.resolve("shared");
    List<Process> running = new ArrayList<>();
    for (int i = 0; i < BUILDS; i++) {
      Path source = copy("many" + i, "number " + i % 5, "six\n");
      running.add(
          build(store, source, "--cache-from", registry.name("demo:first"))
              .and("-t", registry.name("demo:many" + i), "--push")
              .start(
                  folder.resolve("many%d.out".formatted(i)),
                  folder.resolve("many%d.err".formatted(i))));
    }
    for (int i = 0; i < BUILDS; i++) {
      assertThat(running.get(i).waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(running.get(i).exitValue())
          .as(Files.readString(folder.resolve("many%d.err".formatted(i))))
          .isZero();
    }
    for (int i = 0; i < BUILDS; i++) {
      assertWhole("many" + i);
      assertThat(digests("many" + i)).isEqualTo(digests("many" + i % 5));
    }
  }

  @Test
  void aKilledBuildLeavesNothingWrong() throws Exception {
    Random random = new Random(7);
    Path source = copy("killed", "first", "six\n");
    Path store = folder.resolve("killed-store");
    push(store, source, "killed", "--cache-from", registry.name("demo:first")).succeeded();
    for (int i = 0; i < KILLS; i++) {
      Files.writeString(source.resolve("demo.ipynb"), notebook("kill " + i));
      Path out = folder.resolve("killed.out");
      Process process =
          build(store, source, "-t", registry.name("demo:killed"), "--push").start(out, out);
      if (!process.waitFor(100 + random.nextInt(1500), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      assertWhole("killed");
      if (i % 10 == 9 || i == KILLS - 1) {
        push(store, source, "killed").succeeded();
        push(
                folder.resolve("fresh" + i),
                source,
                "fresh",
                "--cache-from",
                registry.name("demo:first"))
            .succeeded();
        assertThat(digests("killed")).isEqualTo(digests("fresh"));
      }
    }
  }
}
