package org.repo2oci.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageJsonTest {
  private static final Digest A = new Digest("a".repeat(64));
  private static final Digest B = new Digest("b".repeat(64));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ImageConfig config() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", "/bin");
    environment.put("A", "b=c");
    return new ImageConfig(
        "2026-01-02T03:04:05Z",
        Platform.LINUX_AMD64,
        Optional.of("1000"),
        environment,
        List.of("/entrypoint"),
        List.of("jupyter", "lab"),
        Optional.of("/home/jovyan"),
        List.of("8888/tcp"),
        Map.of("z", "1", "a", "ü"),
        List.of(A),
        List.of(new History("2026-01-02T03:04:05Z", "repo2oci", "base", false)));
  }

  @Test
  void writesAConfigurationInOneOrder() {
    assertThat(ImageConfigJson.write(config()))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(
            "{'created':'2026-01-02T03:04:05Z','architecture':'amd64','os':'linux',"
                    .replace('\'', '"')
                + "'config':{'User':'1000','ExposedPorts':{'8888/tcp':{}},'Env':['PATH=/bin','A=b=c'],"
                    .replace('\'', '"')
                + "'Entrypoint':['/entrypoint'],'Cmd':['jupyter','lab'],'WorkingDir':'/home/jovyan',"
                    .replace('\'', '"')
                + "'Labels':{'a':'ü','z':'1'}},'rootfs':{'type':'layers','diff_ids':['%s']},"
                    .formatted(A)
                    .replace('\'', '"')
                + "'history':[{'created':'2026-01-02T03:04:05Z','created_by':'repo2oci','comment':'base'}]}"
                    .replace('\'', '"'));
  }

  @Test
  void readsTheConfigurationThatItWrote() {
    assertThat(ImageConfigJson.read(ImageConfigJson.write(config()))).isEqualTo(config());
  }

  @Test
  void keepsWhatABaseImageHasToGoOnSaying() {
    byte[] base =
        bytes(
            """
            {"architecture":"arm64","variant":"v8","docker_version":"20","container":"x",
             "config":{"Hostname":"x","Volumes":{"/data":{}},"StopSignal":"SIGINT","OnBuild":["RUN x"],
                       "Healthcheck":null}}
            """);

    assertThat(ImageConfigJson.write(config(), Optional.of(base)))
        .asString(StandardCharsets.UTF_8)
        .contains("\"variant\":\"v8\"", "\"Volumes\":{\"/data\":{}}", "\"StopSignal\":\"SIGINT\"")
        .doesNotContain("docker_version", "Hostname", "OnBuild", "Healthcheck", "container");
  }

  @Test
  void readsAConfigurationWithNullsAndGaps() {
    ImageConfig config =
        ImageConfigJson.read(
            bytes(
                """
                {"config":{"Env":null,"Cmd":null,"Labels":null,"User":""},
                 "rootfs":{"diff_ids":null},"history":[{"empty_layer":true}]}
                """));

    assertThat(config.user()).isEmpty();
    assertThat(config.environment()).isEmpty();
    assertThat(config.platform()).isEqualTo(Platform.LINUX_AMD64);
    assertThat(config.history()).containsExactly(new History("", "", "", true));
  }

  @Test
  void manifestsRoundTripInOneOrder() {
    Manifest manifest =
        new Manifest(
            MediaType.OCI_MANIFEST,
            new Descriptor(MediaType.OCI_CONFIG, A, 12),
            List.of(new Descriptor(MediaType.OCI_LAYER_GZIP, B, 1L << 40, Map.of("k", "v"))),
            Map.of("x", "y"));

    byte[] bytes = ManifestJson.write(manifest);

    assertThat(ManifestJson.read(bytes)).isEqualTo(manifest);
    assertThat(bytes)
        .asString()
        .containsSubsequence(
            "schemaVersion",
            "mediaType",
            "config",
            "mediaType",
            "digest",
            "size",
            "layers",
            "1099511627776",
            "annotations");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"schemaVersion\":1}",
        "{\"schemaVersion\":2,\"manifests\":[]}",
        "{\"schemaVersion\":2,\"config\":{},\"layers\":[]}",
        "{\"schemaVersion\":2,\"layers\":[],\"config\":"
            + "{\"mediaType\":\"m\",\"digest\":\"sha512:00\",\"size\":1}}",
        "{\"schemaVersion\":2,\"layers\":[],\"config\":"
            + "{\"mediaType\":\"m\",\"digest\":\"sha256:"
            + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"size\":-1}}",
      })
  void refusesWhatIsNoManifest(String text) {
    assertThatThrownBy(() -> ManifestJson.read(bytes(text)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void choosesAPlatformOfAnIndex() {
    byte[] index =
        bytes(
            """
            {"schemaVersion":2,"manifests":[
              {"mediaType":"m","digest":"%s","size":1,"platform":{"os":"linux","architecture":"arm64"}},
              {"mediaType":"m","digest":"%s","size":2,"platform":{"os":"linux","architecture":"amd64"}},
              {"mediaType":"m","digest":"%s","size":3,"platform":{"os":"unknown","architecture":"unknown"}}]}
            """
                .formatted(A, B, A));

    assertThat(ImageIndex.read(index).choose(Platform.LINUX_AMD64).map(Descriptor::size))
        .contains(2L);
    assertThat(ImageIndex.read(index).choose(new Platform("linux", "s390x"))).isEmpty();
  }
}
