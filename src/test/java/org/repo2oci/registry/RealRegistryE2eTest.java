package org.repo2oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Platform;
import org.repo2oci.store.FakeStore;

/** Pushes to distribution's registry with a login, and has skopeo read what came. */
@Tag("e2e")
@Timeout(120)
class RealRegistryE2eTest {
  private static final Path REGISTRY = Path.of("/usr/bin/docker-registry");
  private static final Path SKOPEO = Path.of("/usr/bin/skopeo");

  /** bcrypt of {@code secret}. */
  private static final String HTPASSWD =
      "me:$2y$05$2SYGLKSn1msrI4A9YV1VB.ndH/r/Zz5NddJAgpLajoSazkyFcB1ee\n";

  @TempDir private Path folder;
  private int port;
  private Process registry;
  private Map<String, String> login;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Files.isExecutable(REGISTRY), "`docker-registry` is not installed");
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Files.writeString(folder.resolve("htpasswd"), HTPASSWD);
    Path config =
        Files.writeString(
            folder.resolve("config.yml"),
            """
            version: 0.1
            log: {level: error}
            storage:
              filesystem: {rootdirectory: %1$s/registry}
              delete: {enabled: true}
            http: {addr: "127.0.0.1:%2$d"}
            auth:
              htpasswd: {realm: test, path: %1$s/htpasswd}
            """
                .formatted(folder, port));
    registry =
        new ProcessBuilder(REGISTRY.toString(), "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("registry.log").toFile())
            .start();
    Path docker = Files.createDirectory(folder.resolve("docker"));
    Files.writeString(
        docker.resolve("config.json"),
        "{\"auths\":{\"127.0.0.1:%d\":{\"auth\":\"bWU6c2VjcmV0\"}}}".formatted(port));
    login = Map.of("DOCKER_CONFIG", docker.toString());
    await();
  }

  private void await() throws Exception {
    for (int i = 0; i < 100; i++) {
      try {
        HttpURLConnection connection =
            (HttpURLConnection)
                URI.create("http://127.0.0.1:%d/v2/".formatted(port)).toURL().openConnection();
        if (connection.getResponseCode() == 401) {
          return;
        }
      } catch (IOException e) {
        Thread.sleep(100);
      }
    }
    throw new IllegalStateException(Files.readString(folder.resolve("registry.log")));
  }

  @AfterEach
  void stop() throws Exception {
    if (registry != null) {
      registry.destroy();
      registry.waitFor();
    }
  }

  private ImageReference reference(String name) {
    return ImageReference.parse("127.0.0.1:%d/%s".formatted(port, name));
  }

  private Pushed push(TestImage image, String name, List<String> mountFrom) throws Exception {
    try (Registries registries = ImagePusherTest.registries(login)) {
      return new ImagePusher(registries, _ -> {})
          .push(image.to(reference(name), folder, Set.of(), mountFrom));
    }
  }

  private byte[] skopeo(String... arguments) throws Exception {
    assumeTrue(Files.isExecutable(SKOPEO), "`skopeo` is not installed");
    List<String> command = new ArrayList<>();
    command.add(SKOPEO.toString());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(folder.resolve("skopeo.log").toFile()).start();
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("skopeo.log"))).isZero();
    return output;
  }

  @Test
  void anIndependentReaderFindsTheVeryBytes() throws Exception {
    TestImage image = TestImage.random(1, 9_000_000, 0x7fff, 1, 40_000);

    assertThat(push(image, "me/demo:1", List.of()).uploaded()).isEqualTo(4);

    byte[] raw =
        skopeo(
            "inspect",
            "--raw",
            "--tls-verify=false",
            "--creds=me:secret",
            "docker://" + reference("me/demo:1"));
    assertThat(raw).isEqualTo(image.manifest());
    Path copy = folder.resolve("copy");
    skopeo(
        "copy",
        "--src-tls-verify=false",
        "--src-creds=me:secret",
        "docker://" + reference("me/demo:1"),
        "dir:" + copy);
    for (byte[] layer : image.layers()) {
      assertThat(Files.readAllBytes(copy.resolve(Digest.of(layer).hex()))).isEqualTo(layer);
    }
    JsonNode manifest = new ObjectMapper().readTree(copy.resolve("manifest.json").toFile());
    assertThat(manifest.path("layers")).hasSize(4);
  }

  @Test
  void mountsSkipsAndReadsBack() throws Exception {
    TestImage image = TestImage.random(2, 100_000, 50_000);
    push(image, "me/base:1", List.of());

    assertThat(push(image, "me/other:1", List.of("me/base")).mounted()).isEqualTo(2);
    assertThat(push(image, "me/other:1", List.of()).present()).isEqualTo(2);
    assertThat(push(image, "me/other:2", List.of()).present()).isEqualTo(2);

    try (Registries registries = ImagePusherTest.registries(login)) {
      ImagePuller puller =
          new ImagePuller(
              registries, new FakeStore(Files.createDirectory(folder.resolve("store"))), _ -> {});
      RemoteImage back = puller.image(reference("me/other:2"), Platform.LINUX_AMD64);
      assertThat(back.digest()).isEqualTo(image.digest());
      assertThat(
              Files.readAllBytes(
                  puller.blob(reference("me/other:2"), image.descriptors().get(0), "x").file()))
          .isEqualTo(image.layers().get(0));
      assertThat(puller.find(reference("me/none:1"))).isEmpty();
    }
  }

  @Test
  void withoutALoginNothingIsPushed() {
    assertThatThrownBy(
            () -> {
              try (Registries registries = ImagePusherTest.registries(Map.of())) {
                new ImagePusher(registries, _ -> {})
                    .push(TestImage.random(3, 10).to(reference("me/demo:1"), folder));
              }
            })
        .isInstanceOf(BuildFailure.class)
        .hasMessageEndingWith("401 Unauthorized");
  }
}
