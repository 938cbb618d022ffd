package org.repo2oci.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;

class GitCredentialTest {
  private static final String PASSWORD = "p%s'\\x$(id) 1";

  @TempDir Path temporary;
  private final List<BuildEvent> events = new ArrayList<>();
  private TestRepository repository = TestRepository.create(Path.of("target/none"));

  @BeforeEach
  void makeRepository() {
    repository = TestRepository.create(temporary.resolve("served/private.git"));
    repository.write("requirements.txt", "six\n").commit("one");
  }

  private Checkout open(String url, String credential) {
    Map<String, String> environment = new HashMap<>(TestRepository.environment());
    environment.put("GIT_CREDENTIAL_ENV", credential);
    return Checkout.open(
        new CheckoutRequest(
            RepositorySource.parse(url), Optional.empty(), Optional.empty(), environment),
        _ -> Optional.empty(),
        new TemporaryStore(temporary.resolve("store")),
        events::add);
  }

  private GitServer server() throws Exception {
    return new GitServer(temporary.resolve("served"), "hub", PASSWORD);
  }

  @Test
  void opensARepositoryThatAsks() throws Exception {
    try (GitServer server = server();
        Checkout checkout =
            open(server.url("private.git"), "username=hub\\npassword=" + PASSWORD + "\\n")) {
      assertThat(checkout.source().root().resolve("requirements.txt")).hasContent("six\n");
      assertThat(checkout.display()).isEqualTo(server.url("private.git"));
    }
    assertThat(events.toString()).doesNotContain(PASSWORD);
  }

  @Test
  void aWrongLoginIsAFailureThatDoesNotShowIt() throws Exception {
    try (GitServer server = server()) {
      assertThatThrownBy(() -> open(server.url("private.git"), "username=hub\npassword=wrong-one"))
          .isInstanceOfSatisfying(
              BuildFailure.class,
              failure -> {
                assertThat(failure.message()).endsWith("git has no valid credentials for it");
                assertThat(failure.details().toString()).doesNotContain("wrong-one");
              });
    }
  }

  @Test
  void aSubmoduleOfAnotherHostIsGivenNothing() throws Exception {
    try (GitServer server = server();
        GitServer stranger = new GitServer(temporary, "someone", "else")) {
      repository
          .write(
              ".gitmodules",
              "[submodule \"x\"]\n\tpath = x\n\turl = %s\n".formatted(stranger.url("x.git")))
          .git("add", "--all");
      repository.git("update-index", "--add", "--cacheinfo", "160000," + "1".repeat(40) + ",x");
      repository.git("commit", "--quiet", "--message", "with a submodule");

      assertThatThrownBy(
              () -> open(server.url("private.git"), "username=hub\\npassword=" + PASSWORD))
          .isInstanceOf(BuildFailure.class);

      assertThat(server.logins).isNotEmpty();
      assertThat(stranger.logins).isEmpty();
    }
  }
}
