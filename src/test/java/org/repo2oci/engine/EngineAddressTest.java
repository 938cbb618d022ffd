package org.repo2oci.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;

class EngineAddressTest {
  @TempDir private Path home;

  private EngineAddress find(Map<String, String> environment) {
    return EngineAddress.find(environment, Optional.of(home), home.resolve("usual.sock"));
  }

  private void context(String name, String host) throws Exception {
    String folder = Digest.of(name.getBytes(StandardCharsets.UTF_8)).hex();
    Path meta = Files.createDirectories(home.resolve(".docker/contexts/meta/" + folder));
    Files.writeString(
        meta.resolve("meta.json"),
        "{\"Name\":\"%s\",\"Metadata\":{},\"Endpoints\":{\"docker\":{\"Host\":\"%s\"}}}"
            .formatted(name, host));
  }

  @Test
  void isTheUsualSocketWhereNothingIsSet() {
    assertThat(find(Map.of()).socket()).contains(home.resolve("usual.sock"));
    assertThat(EngineAddress.find(Map.of(), Optional.empty()).host())
        .isEqualTo(URI.create("unix:///var/run/docker.sock"));
  }

  @Test
  void isTheRootlessSocketWhereOnlyThatExists() throws Exception {
    Path runtime = Files.createDirectory(home.resolve("run"));
    Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", runtime.toString());
    assertThat(find(environment).socket()).contains(home.resolve("usual.sock"));

    Files.createFile(runtime.resolve("docker.sock"));
    assertThat(find(environment).socket()).contains(runtime.resolve("docker.sock"));

    Files.createFile(home.resolve("usual.sock"));
    assertThat(find(environment).socket()).contains(home.resolve("usual.sock"));
  }

  @Test
  void theVariableGoesBeforeTheContexts() throws Exception {
    context("mine", "unix:///run/mine.sock");
    Files.writeString(home.resolve(".docker/config.json"), "{\"currentContext\":\"mine\"}");

    assertThat(find(Map.of("DOCKER_HOST", "")).host())
        .isEqualTo(URI.create("unix:///run/mine.sock"));
    assertThat(find(Map.of("DOCKER_HOST", "unix:///run/other.sock", "DOCKER_CONTEXT", "mine")))
        .returns(URI.create("unix:///run/other.sock"), EngineAddress::host)
        .returns("`DOCKER_HOST`", EngineAddress::source);
  }

  @Test
  void theContextsVariableGoesBeforeTheCurrentContext() throws Exception {
    context("mine", "unix:///run/mine.sock");
    context("other", "tcp://engine.example.org:1234");
    Files.writeString(home.resolve(".docker/config.json"), "{\"currentContext\":\"mine\"}");

    assertThat(find(Map.of("DOCKER_CONTEXT", "other")).host())
        .isEqualTo(URI.create("tcp://engine.example.org:1234"));
    assertThat(find(Map.of("DOCKER_CONTEXT", "default")).socket())
        .contains(home.resolve("usual.sock"));
  }

  @Test
  void theConfigurationMayBeElsewhere() throws Exception {
    context("mine", "unix:///run/mine.sock");
    Map<String, String> environment =
        Map.of("DOCKER_CONFIG", home.resolve(".docker").toString(), "DOCKER_CONTEXT", "mine");

    assertThat(EngineAddress.find(environment, Optional.empty()).host())
        .isEqualTo(URI.create("unix:///run/mine.sock"));
  }

  @Test
  void aMachinesNameGetsDockersPort() {
    assertThat(find(Map.of("DOCKER_HOST", "tcp://engine.example.org")))
        .returns(URI.create("tcp://engine.example.org:2375"), EngineAddress::host)
        .returns(Optional.empty(), EngineAddress::certificates);
    assertThat(
            find(
                Map.of(
                    "DOCKER_HOST",
                    "tcp://engine.example.org",
                    "DOCKER_TLS_VERIFY",
                    "1",
                    "DOCKER_CERT_PATH",
                    "/certificates")))
        .returns(URI.create("tcp://engine.example.org:2376"), EngineAddress::host)
        .returns(Optional.of(Path.of("/certificates")), EngineAddress::certificates);
  }

  @Test
  void saysWhatItCannotUse() {
    assertThatThrownBy(() -> find(Map.of("DOCKER_HOST", "ssh://me@engine.example.org")))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> assertThat(failure.hints()).singleElement().asString().contains("ssh -L"))
        .hasMessage(
            "Cannot find the Docker Engine by `DOCKER_HOST`: `ssh://me@engine.example.org` is not `unix://…` or `tcp://…`");
    assertThatThrownBy(() -> find(Map.of("DOCKER_HOST", "not an address")))
        .hasMessageEndingWith("`not an address` is no address");
    assertThatThrownBy(() -> find(Map.of("DOCKER_CONTEXT", "gone")))
        .hasMessage(
            "Cannot find the Docker Engine by the Docker context `gone`: there is no such context");
  }

  @Test
  void aConfigurationThatIsNoneIsSaid() throws Exception {
    Files.createDirectories(home.resolve(".docker"));
    Files.writeString(home.resolve(".docker/config.json"), "{");

    assertThatThrownBy(() -> find(Map.of()))
        .isInstanceOf(BuildFailure.class)
        .hasMessageEndingWith("config.json`: it cannot be read as JSON");
  }

  @Test
  void noSocketIsAClearFailure() {
    Map<String, String> environment =
        Map.of("DOCKER_HOST", "unix://" + home.resolve("absent.sock"));

    assertThatThrownBy(() -> Engine.connect(environment, Optional.of(home)))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure.details()).containsExactly("The address is from `DOCKER_HOST`");
              assertThat(failure.hints()).hasSize(1);
            })
        .hasMessage(
            "Cannot reach the Docker Engine at `unix://%s/absent.sock`: there is no such socket",
            home);
  }
}
