package org.repo2oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.fetch.Login;
import org.repo2oci.image.ImageReference;

class RegistryCredentialsTest {
  @TempDir private Path home;

  private RegistryCredentials.Found find(Map<String, String> environment, String image)
      throws InterruptedException {
    return RegistryCredentials.from(environment, Optional.of(home))
        .find(Endpoint.of(ImageReference.parse(image), Set.of()));
  }

  private Optional<Credential> credential(String image) throws InterruptedException {
    return find(Map.of(), image).credential();
  }

  private static Optional<Credential> basic(String user, String password) {
    return Optional.of(new Credential.Basic(new Login(user, password)));
  }

  private void config(String json) throws IOException {
    Files.createDirectories(home.resolve(".docker"));
    Files.writeString(home.resolve(".docker/config.json"), json);
  }

  @Test
  void readsDockersLogins() throws Exception {
    config(
        """
        {"auths": {
          "quay.example.org": {"auth": "bWU6c2VjOnJldA=="},
          "https://old.example.org/v1/": {"username": "you", "password": "x"},
          "https://index.docker.io/v1/": {"auth": "aHViOmh1Yg=="},
          "token.example.org": {"auth": "aHViOmh1Yg==", "identitytoken": "t"},
          "empty.example.org": {}}}
        """);

    assertThat(credential("quay.example.org/a/b")).isEqualTo(basic("me", "sec:ret"));
    assertThat(credential("old.example.org/a/b")).isEqualTo(basic("you", "x"));
    assertThat(credential("alpine")).isEqualTo(basic("hub", "hub"));
    assertThat(credential("docker.io/me/x")).isEqualTo(basic("hub", "hub"));
    assertThat(credential("token.example.org/a")).contains(new Credential.Identity("t"));
    assertThat(credential("empty.example.org/a")).isEmpty();
    assertThat(credential("other.example.org/a")).isEmpty();
  }

  @Test
  void podmansLoginForAFolderWinsOverTheRegistrys() throws Exception {
    Path file = home.resolve("auth.json");
    Files.writeString(
        file,
        """
        {"auths": {"r.example.org": {"auth": "YTph"}, "r.example.org/team": {"auth": "Yjpi"}}}
        """);
    Map<String, String> environment = Map.of("REGISTRY_AUTH_FILE", file.toString());

    assertThat(find(environment, "r.example.org/team/x").credential()).isEqualTo(basic("b", "b"));
    assertThat(find(environment, "r.example.org/teams/x").credential()).isEqualTo(basic("a", "a"));
  }

  @Test
  void theVariableOfBinderHubWinsForItsRegistry() throws Exception {
    config("{\"auths\": {\"r.example.org\": {\"auth\": \"YTph\"}}}");
    Map<String, String> environment =
        Map.of(
            "CONTAINER_ENGINE_REGISTRY_CREDENTIALS",
            "{\"registry\":\"https://r.example.org/v2\",\"username\":\"me\",\"password\":\"p\"}");

    assertThat(find(environment, "r.example.org/x").credential()).isEqualTo(basic("me", "p"));
    assertThat(find(environment, "s.example.org/x").credential()).isEmpty();
  }

  @Test
  void damagedFilesAreNamedAndNeverShown() throws Exception {
    config("{\"auths\": {\"r.example.org\": {\"auth\": secret");
    assertThatThrownBy(() -> credential("r.example.org/x"))
        .hasMessageContaining("config.json")
        .hasMessageNotContaining("secret")
        .hasNoCause();
    assertThatThrownBy(() -> find(Map.of("CONTAINER_ENGINE_REGISTRY_CREDENTIALS", "secret"), "r/x"))
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }

  private Map<String, String> helper(String name, String script) throws IOException {
    Path bin = Files.createDirectories(home.resolve("bin"));
    Path file = Files.writeString(bin.resolve("docker-credential-" + name), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return Map.of("PATH", bin + ":/usr/bin:/bin");
  }

  @Test
  void asksTheHelperOfTheRegistryThenTheOneForAll() throws Exception {
    config("{\"credsStore\": \"all\", \"credHelpers\": {\"r.example.org\": \"one\"}}");
    helper("one", "read host; echo \"{\\\"Username\\\":\\\"$host\\\",\\\"Secret\\\":\\\"$1\\\"}\"");
    Map<String, String> environment =
        helper("all", "cat > /dev/null; echo '{\"Username\":\"<token>\",\"Secret\":\"t\"}'");

    assertThat(find(environment, "r.example.org/x").credential())
        .isEqualTo(basic("r.example.org", "get"));
    assertThat(find(environment, "s.example.org/x").credential())
        .contains(new Credential.Identity("t"));
  }

  @Test
  void aHelperThatHasNothingLeavesTheFilesOwnLogin() throws Exception {
    config("{\"credsStore\": \"none\", \"auths\": {\"r.example.org\": {\"auth\": \"YTph\"}}}");
    Map<String, String> environment =
        helper("none", "echo credentials not found in native keychain; exit 1");

    assertThat(find(environment, "r.example.org/x").credential()).isEqualTo(basic("a", "a"));
  }

  @Test
  void aHelperThatIsMissingIsNoted() throws Exception {
    config("{\"credsStore\": \"gone\"}");

    assertThat(find(Map.of("PATH", "/bin"), "r.example.org/x").notes())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("`docker-credential-gone` is not on the `PATH`, which `");
  }

  @Test
  void readsDemandsOfServers() {
    assertThat(
            Challenge.parse(
                java.util.List.of(
                    "Basic realm=\"a, b\", Bearer realm=\"https://t.example.org/x?y\",service=s,"
                        + "scope=\"repository:a/b:pull,push\"")))
        .containsExactly(
            new Challenge("basic", Map.of("realm", "a, b")),
            new Challenge(
                "bearer",
                Map.of(
                    "realm", "https://t.example.org/x?y",
                    "service", "s",
                    "scope", "repository:a/b:pull,push")));
  }

  @Test
  void plainHttpIsForThisMachineAlone() {
    assertThat(base("localhost:5000/a")).isEqualTo("http://localhost:5000");
    assertThat(base("127.0.0.2:5000/a")).isEqualTo("http://127.0.0.2:5000");
    assertThat(base("[::1]:5000/a")).isEqualTo("http://[::1]:5000");
    assertThat(base("10.0.0.1:5000/a")).isEqualTo("https://10.0.0.1:5000");
    assertThat(base("localhost.example.org/a")).isEqualTo("https://localhost.example.org");
    assertThat(base("lan:5000/a")).isEqualTo("http://lan:5000");
  }

  private static String base(String image) {
    return Endpoint.of(ImageReference.parse(image), Set.of("lan:5000")).base().toString();
  }

  @Test
  void shortNamesAreDockerHubs() {
    Endpoint endpoint = Endpoint.of(ImageReference.parse("alpine:3"), Set.of());
    assertThat(endpoint.uri("manifests/3").getPath()).isEqualTo("/v2/library/alpine/manifests/3");
    assertThat(endpoint.name()).isEqualTo("docker.io");
  }
}
