package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pool of layers in distribution's registry: one repository fills it, another takes from it. */
@Tag("e2e")
@Timeout(900)
class PoolE2eTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPE = "application/vnd.oci.image.manifest.v1+json";
  private static final String SECRET = "REPO2OCI_CACHE_SECRET";
  private static final String KEY = "org.repo2oci.layer.key";

  @TempDir private static Path folder;
  private static LocalRegistry registry;
  private static Path second;
  private static Path lock;

  /** What the second repository's image is where nothing is taken from anybody. */
  private static JsonNode wanted;

  @BeforeAll
  static void fill() throws Exception {
    assumeTrue(Command.exists("docker-registry"), "docker-registry is needed");
    registry = LocalRegistry.start(folder);
    Path first = repository("first", "six\ntoolz\n");
    second = repository("second", "six\ntoolz\niniconfig\n");
    lock = folder.resolve("lock.json");
    Product.run("lock", second.toString(), "-o", lock.toString()).succeeded();
    Path fixed = folder.resolve("first.json");
    Product.run("lock", first.toString(), "-o", fixed.toString()).succeeded();
    Product.command("build", first.toString(), "--lock", fixed.toString(), "--push")
        .and("-t", registry.name("first:1"), "--cache-repo", registry.name("pool"))
        .with(SECRET, "s3cret")
        .run()
        .succeeded();
    Product.run(
            "build",
            second.toString(),
            "--lock",
            lock.toString(),
            "-t",
            registry.name("wanted:1"),
            "--push")
        .succeeded();
    wanted = manifest("wanted", "1");
  }

  @AfterAll
  static void end() {
    if (registry != null) {
      registry.close();
    }
  }

  private static Path repository(String name, String requirements) throws Exception {
    Path made = Files.createDirectory(folder.resolve(name));
    Files.writeString(made.resolve("requirements.txt"), requirements);
    return made;
  }

  /** The second repository's image, on a machine that has nothing. */
  private static Command build(String machine, String pool) {
    return Product.command("build", second.toString(), "--lock", lock.toString())
        .and("--store", folder.resolve(machine).toString())
        .and("--cache-repo", registry.name(pool))
        .with(SECRET, "s3cret");
  }

  private static Command push(String machine, String pool) {
    return build(machine, pool).and("-t", registry.name(machine + ":1"), "--push");
  }

  private static byte[] request(String method, String path, byte[] body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + registry.name("").replaceFirst("/$", path)))
            .header("Accept", TYPE)
            .header("Content-Type", TYPE)
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).as(method + " " + path).isLessThan(300);
      return answer.body();
    }
  }

  private static JsonNode manifest(String repository, String tag) throws Exception {
    return JSON.readTree(
        request("GET", "/v2/%s/manifests/%s".formatted(repository, tag), new byte[0]));
  }

  private static List<String> tags(String repository) throws Exception {
    List<String> tags = new ArrayList<>();
    JSON.readTree(request("GET", "/v2/%s/tags/list".formatted(repository), new byte[0]))
        .path("tags")
        .forEach(tag -> tags.add(tag.asText()));
    return tags;
  }

  /** Another pool with the same entries. */
  private static Map<String, ObjectNode> copy(String name) throws Exception {
    Map<String, ObjectNode> entries = new TreeMap<>();
    for (String tag : tags("pool")) {
      ObjectNode entry = (ObjectNode) manifest("pool", tag);
      for (String blob :
          List.of(entry.at("/config/digest").asText(), entry.at("/layers/0/digest").asText())) {
        request(
            "POST", "/v2/%s/blobs/uploads/?mount=%s&from=pool".formatted(name, blob), new byte[0]);
      }
      put(name, tag, entry);
      entries.put(tag, entry);
    }
    return entries;
  }

  private static void put(String repository, String tag, JsonNode entry) throws Exception {
    request("PUT", "/v2/%s/manifests/%s".formatted(repository, tag), JSON.writeValueAsBytes(entry));
  }

  private static String tagOf(JsonNode layer) {
    return "k-" + layer.at("/annotations").path(KEY).asText().substring("sha256:".length(), 47);
  }

  /** A layer of packages that the pool has. */
  private static JsonNode pooled(Map<String, ObjectNode> entries) {
    for (JsonNode layer : wanted.path("layers")) {
      if (entries.containsKey(tagOf(layer))
          && layer.at("/annotations/org.repo2oci.layer.stratum").asText().equals("packages")) {
        return layer;
      }
    }
    throw new AssertionError(entries.keySet() + " has no packages");
  }

  @Test
  void anotherRepositoryTakesLayersOnAnEmptyMachine() throws Exception {
    Command.Ended ended = push("empty", "pool").run();

    ended.succeeded();
    assertThat(manifest("empty", "1")).isEqualTo(wanted);
    // Its own package, the lock and its files.
    assertThat(ended.err()).contains("Pushed 3 layers").doesNotContain("Unpacked");
    assertThat(tags("pool")).contains(tagOf(pooled(copy("seen"))));
  }

  @Test
  void entriesOfStrangersAreNotTaken() throws Exception {
    Map<String, ObjectNode> entries = copy("hostile");
    JsonNode victim = pooled(entries);
    ObjectNode of = (ObjectNode) manifest("hostile", tagOf(victim));
    ObjectNode other =
        entries.values().stream()
            .filter(entry -> !entry.at("/layers/0/digest").equals(of.at("/layers/0/digest")))
            .findFirst()
            .orElseThrow();
    ObjectNode exchanged = of.deepCopy();
    ObjectNode layer = (ObjectNode) exchanged.at("/layers/0");
    layer.set("digest", other.at("/layers/0/digest"));
    layer.set("size", other.at("/layers/0/size"));
    ((ObjectNode) layer.path("annotations"))
        .set(
            "org.repo2oci.layer.diff-id",
            other.at("/layers/0/annotations/org.repo2oci.layer.diff-id"));
    ObjectNode claiming = of.deepCopy();
    ((ObjectNode) claiming.at("/layers/0/annotations"))
        .put("org.repo2oci.layer.contents", "1 0\n+ 00000000000000000000 1 nothing\n");

    int number = 0;
    for (JsonNode entry : List.of(exchanged, other, claiming)) {
      put("hostile", tagOf(victim), entry);
      String machine = "believes" + number++;
      Command.Ended ended = push(machine, "hostile").run();
      ended.succeeded();
      assertThat(ended.err()).contains("nothing vouches for what it says");
      assertThat(manifest(machine, "1")).isEqualTo(wanted);
    }
  }

  @Test
  void aBlobThatIsCutShortIsMadeAnew() throws Exception {
    Map<String, ObjectNode> entries = copy("short");
    JsonNode victim = pooled(entries);
    String hex = victim.path("digest").asText().substring("sha256:".length());
    Path data;
    try (var files = Files.walk(folder.resolve("registry"))) {
      data = files.filter(file -> file.endsWith(Path.of(hex, "data"))).findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(data);
    Path image = folder.resolve("image");
    try (FileChannel channel = FileChannel.open(data, StandardOpenOption.WRITE)) {
      channel.truncate(whole.length - 100);
      Command.Ended ended = build("cut", "short").and("--output", "oci:" + image).run();
      ended.succeeded();
      assertThat(ended.err()).contains("making the layers instead");
    } finally {
      Files.write(data, whole);
    }
    JsonNode index = JSON.readTree(image.resolve("index.json").toFile());
    String digest = index.at("/manifests/0/digest").asText().substring("sha256:".length());
    JsonNode made = JSON.readTree(image.resolve("blobs/sha256").resolve(digest).toFile());
    assertThat(made.path("layers")).isEqualTo(wanted.path("layers"));
  }

  @Test
  void itIsMadeSmaller() throws Exception {
    Map<String, ObjectNode> entries = copy("small");
    put("small", "mine", manifest("pool", entries.keySet().iterator().next()));
    long most = 1_000_000;

    Product.run("cache", "prune", "--repo", registry.name("small"), "--max-size", "1MB")
        .succeeded();

    long size = 0;
    List<String> left = tags("small");
    for (String tag : left) {
      if (registry.manifest("small", tag) == 200) {
        size += tag.equals("mine") ? 0 : manifest("small", tag).at("/layers/0/size").asLong();
      }
    }
    assertThat(size).isLessThanOrEqualTo(most);
    assertThat(left.size()).isLessThan(entries.size());
  }
}
