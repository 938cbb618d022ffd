package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The action and the template's workflows, run by act, with a registry that wants a login. */
@Tag("e2e")
@Timeout(600)
class ActionE2eTest {
  private static final String PASSWORD = "wonder land$1";

  /** The line of a htpasswd file for alice and that password. */
  private static final String LOGIN =
      "alice:$2b$05$jmzJ9Kito.Kn34EAkFUO0.CrrQXo6kw4xavkRvJijSxR.c9NLAlcK\n";

  private static final String WORKFLOW =
      """
      on: [push, pull_request]
      jobs:
        image:
          runs-on: ubuntu-latest
          steps:
            - uses: actions/checkout@v7
            - uses: repo2oci/repo2oci@v1
              with:
                DOCKER_REGISTRY: ${{ vars.REGISTRY }}
                DOCKER_USERNAME: alice
                DOCKER_PASSWORD: ${{ secrets.PASSWORD }}
                IMAGE_NAME: ${{ vars.NAME }}
                REPO_DIR: /srv/repo
                NO_PUSH: ${{ vars.NO_PUSH }}
                TESTS: ${{ vars.TESTS }}
      """;

  private static final String PUSH =
      """
      {"ref": "refs/heads/main", "before": "%s", "repository": {"full_name": "me/demo"}}
      """;

  private static final String FORK =
      """
      {"action": "opened", "number": 7, "pull_request": {"number": 7,
        "head": {"ref": "x", "sha": "%s", "repo": {"full_name": "somebody/demo"}},
        "base": {"ref": "main", "sha": "%s", "repo": {"full_name": "me/demo"}}},
       "repository": {"full_name": "me/demo"}}
      """;

  @TempDir private static Path folder;
  private static Act act;
  private static Process registry;
  private static int port;

  @BeforeAll
  static void begin() throws Exception {
    assumeTrue(Command.exists("docker-registry"), "docker-registry is not on this machine");
    act = Act.install(folder);
    port = LocalRegistry.freePort();
    Path logins = Files.writeString(folder.resolve("htpasswd"), LOGIN);
    Path settings =
        Files.writeString(
            folder.resolve("registry.yml"),
            """
            version: 0.1
            log: {level: error}
            storage: {filesystem: {rootdirectory: %s}}
            auth: {htpasswd: {realm: test, path: %s}}
            http: {addr: "127.0.0.1:%d"}
            """
                .formatted(folder.resolve("registry"), logins, port));
    registry =
        Command.of("docker-registry", "serve", settings.toString())
            .start(folder.resolve("registry.out"), folder.resolve("registry.err"));
    Http.await(URI.create("http://127.0.0.1:%d/v2/".formatted(port)), 401);
  }

  @AfterAll
  static void end() throws Exception {
    if (registry != null) {
      registry.destroy();
    }
  }

  private static String git(Path where, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("git", "-C", where.toString()));
    command.addAll(List.of("-c", "user.name=a", "-c", "user.email=a@example.org"));
    command.addAll(List.of(words));
    return Command.of(command.toArray(String[]::new)).run().succeeded();
  }

  private static String commit(Path repository) throws Exception {
    if (!Files.isDirectory(repository.resolve(".git"))) {
      git(repository, "init", "--quiet", "-b", "main");
      git(repository, "remote", "add", "origin", "https://github.com/me/demo");
    }
    git(repository, "add", "--all");
    git(repository, "commit", "--quiet", "--allow-empty", "-m", "x");
    return git(repository, "rev-parse", "HEAD");
  }

  /** A repository with a small package, and a test that passes only for an answer of 42. */
  private static Path repository(String name, int answer) throws Exception {
    Path repository = Files.createDirectories(folder.resolve(name));
    Files.createDirectories(repository.resolve(".github/workflows"));
    Files.createDirectories(repository.resolve("image-tests"));
    Files.writeString(repository.resolve(".github/workflows/image.yml"), WORKFLOW);
    Files.writeString(repository.resolve("requirements.txt"), "six==1.17.0\npytest==9.0.0\n");
    Files.writeString(
        repository.resolve("image-tests/test_answer.py"),
        """
        import os, six

        def test_answer():
            assert six.PY3 and os.getcwd() == "/srv/repo"
            assert %d == 42
        """
            .formatted(answer));
    return repository;
  }

  private static Act.Run run(
      Path repository, String event, String json, String name, String... more) throws Exception {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--var", "REGISTRY=localhost:" + port, "--var", "NAME=" + name));
    options.addAll(List.of("--secret", "PASSWORD=" + PASSWORD, "--var", "TESTS=sandbox"));
    options.addAll(List.of(more));
    return act.run(
        repository, ".github/workflows/image.yml", event, json, options.toArray(String[]::new));
  }

  private static int manifest(String name, String tag) throws Exception {
    String login =
        Base64.getEncoder().encodeToString(("alice:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    return Http.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:%d/v2/%s/manifests/%s".formatted(port, name, tag)))
                .header("Authorization", "Basic " + login)
                .header("Accept", "application/vnd.oci.image.manifest.v1+json")
                .build())
        .statusCode();
  }

  @Test
  void aPushIsTestedPushedAndToldWhatChanged() throws Exception {
    Path repository = repository("push", 42);
    String first = commit(repository);
    Act.Run run = run(repository, "push", PUSH.formatted("0".repeat(40)), "me/pushed");

    assertThat(run.succeeded()).as(run.all()).isTrue();
    assertThat(manifest("me/pushed", first.substring(0, 12))).isEqualTo(200);
    assertThat(manifest("me/pushed", "latest")).isEqualTo(200);
    assertThat(run.outputs())
        .containsEntry("PUSH_STATUS", "true")
        .containsEntry("CHANGED", "true")
        .containsEntry("IMAGE_SHA_TAG", first.substring(0, 12));
    assertThat(run.all()).contains("1 passed").doesNotContain(PASSWORD);

    Files.writeString(repository.resolve("requirements.txt"), "six==1.16.0\npytest==9.0.0\n");
    commit(repository);
    Act.Run second = run(repository, "push", PUSH.formatted(first), "me/pushed");

    assertThat(second.succeeded()).as(second.all()).isTrue();
    assertThat(second.of("summary"))
        .last()
        .asString()
        .contains(
            "1 package changed",
            "| six | 1.17.0 | 1.16.0 | pypi |",
            "| Compared with | `localhost:%d/me/pushed:%s` |"
                .formatted(port, first.substring(0, 12)),
            "kept",
            "name: \"localhost:%d/me/pushed@sha256\"".formatted(port));
  }

  @Test
  void aPullRequestOfAForkIsBuiltAndNotPushed() throws Exception {
    Path repository = repository("fork", 42);
    String commit = commit(repository);

    Act.Run run =
        run(repository, "pull_request", FORK.formatted(commit, "1".repeat(40)), "me/fork");

    assertThat(run.succeeded()).as(run.all()).isTrue();
    assertThat(run.of("notice")).anyMatch(text -> text.contains("comes from a fork"));
    assertThat(run.outputs()).containsEntry("PUSH_STATUS", "false");
    assertThat(manifest("me/fork", commit.substring(0, 12))).isEqualTo(404);
  }

  @Test
  void aWrongPasswordIsAnErrorThatSaysSo() throws Exception {
    Path repository = repository("password", 42);
    commit(repository);

    Act.Run run =
        run(
            repository,
            "push",
            PUSH.formatted("0".repeat(40)),
            "me/denied",
            "--secret",
            "PASSWORD=not the right one");

    assertThat(run.succeeded()).isFalse();
    assertThat(run.of("error"))
        .anyMatch(text -> text.contains("Cannot push") && text.contains("401"));
    assertThat(run.all()).doesNotContain("not the right one");
    assertThat(run.of("summary"))
        .last()
        .asString()
        .contains("### No image", "Cannot push", "`DOCKER_USERNAME` and `DOCKER_PASSWORD`");
    assertThat(manifest("me/denied", "latest")).isEqualTo(404);
  }

  @Test
  void withNoPushTheImageIsInTheEngine() throws Exception {
    assumeTrue(Command.of("docker", "version").run().code() == 0, "no Docker Engine answers");
    Path repository = repository("nopush", 42);
    String commit = commit(repository);

    Act.Run run =
        run(
            repository,
            "push",
            PUSH.formatted("0".repeat(40)),
            "me/unpushed",
            "--var",
            "NO_PUSH=true");

    assertThat(run.succeeded()).as(run.all()).isTrue();
    String name = "localhost:%d/me/unpushed:".formatted(port);
    List<String> names = List.of(name + commit.substring(0, 12), name + "latest");
    for (String one : names) {
      assertThat(Command.of("docker", "image", "inspect", one).run().code()).as(one).isZero();
    }
    Command.of("docker", "image", "rm", names.get(0), names.get(1)).run().succeeded();
    assertThat(manifest("me/unpushed", "latest")).isEqualTo(404);
  }

  @Test
  void testsThatFailKeepTheImageFromTheRegistry() throws Exception {
    Path repository = repository("failing", 41);
    commit(repository);

    Act.Run run = run(repository, "push", PUSH.formatted("0".repeat(40)), "me/failing");

    assertThat(run.succeeded()).isFalse();
    assertThat(run.all()).contains("assert 41 == 42");
    assertThat(run.of("error")).anyMatch(text -> text.contains("`image-tests` failed"));
    assertThat(manifest("me/failing", "latest")).isEqualTo(404);
  }

  @Test
  void aPackageThatDoesNotExistIsAnnotatedOnItsLine() throws Exception {
    Path repository = repository("wrong", 42);
    Files.writeString(
        repository.resolve("requirements.txt"), "# numbers\nsix==1.17.0\nsix==0.0.77777\n");
    commit(repository);

    Act.Run run = run(repository, "push", PUSH.formatted("0".repeat(40)), "me/wrong");

    assertThat(run.succeeded()).isFalse();
    assertThat(run.places()).as(run.all()).contains("requirements.txt:3");
  }

  private static Path template() throws Exception {
    Path repository = folder.resolve("template");
    if (!Files.isDirectory(repository)) {
      Command.of("cp", "-r", "template-repo", repository.toString()).run().succeeded();
      commit(repository);
    }
    return repository;
  }

  @Test
  void theTemplateWorksTheMinuteItIsUsed() throws Exception {
    Act.Run run =
        act.run(
            template(),
            ".github/workflows/image.yml",
            "push",
            PUSH.formatted("0".repeat(40)),
            "--var",
            "REGISTRY=localhost:" + port,
            // Nothing is pushed and no engine has it: the sandbox runs the tests.
            "--env",
            "DOCKER_HOST=unix:///nonexistent/docker.sock");

    assertThat(run.succeeded()).as(run.all()).isTrue();
    assertThat(run.of("notice"))
        .anyMatch(text -> text.contains("Add the secrets QUAY_USERNAME and QUAY_PASSWORD"));
    assertThat(run.all()).contains("4 passed");
    assertThat(run.outputs()).containsEntry("PUSH_STATUS", "false");
  }

  /** The image is pushed, and the hub's repository gets a pull request that names it. */
  @Test
  void theTemplateOffersTheImageToTheHub() throws Exception {
    assumeTrue(Command.exists("jq") && Command.exists("curl"), "jq or curl is missing");
    Path hub = Files.createDirectories(folder.resolve("github/me/hub"));
    String image = "localhost:%d/me/offered".formatted(port);
    Files.writeString(
        hub.resolve("values.yaml"), "image: %1$s:old\nother: %1$s-not:old\n".formatted(image));
    commit(hub);
    Path settings =
        Files.writeString(
            folder.resolve("gitconfig"),
            "[url \"file://%s/\"]\n insteadOf = https://github.com/\n"
                .formatted(folder.resolve("github")));
    List<String> asked = new CopyOnWriteArrayList<>();
    List<String> bodies = new CopyOnWriteArrayList<>();
    HttpServer api =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.createContext("/", exchange -> answer(exchange, asked, bodies));
    api.start();
    List<String> options = new ArrayList<>();
    for (String variable :
        List.of(
            "REGISTRY=localhost:" + port,
            "IMAGE_NAME=me/offered",
            "HUB_REPOSITORY=me/hub",
            "HUB_FILE=values.yaml")) {
      options.addAll(List.of("--var", variable));
    }
    for (String secret :
        List.of("QUAY_USERNAME=alice", "QUAY_PASSWORD=" + PASSWORD, "HUB_TOKEN=a-token")) {
      options.addAll(List.of("--secret", secret));
    }
    for (String variable :
        List.of(
            "GITHUB_API_URL=http://127.0.0.1:" + api.getAddress().getPort(),
            "GIT_CONFIG_GLOBAL=" + settings,
            "DOCKER_HOST=unix:///nonexistent/docker.sock")) {
      options.addAll(List.of("--env", variable));
    }
    Act.Run run;
    try {
      run =
          act.run(
              template(),
              ".github/workflows/image.yml",
              "push",
              PUSH.formatted("0".repeat(40)),
              options.toArray(String[]::new));
    } finally {
      api.stop(0);
    }

    assertThat(run.succeeded()).as(run.all()).isTrue();
    String tag = run.outputs().getOrDefault("IMAGE_SHA_TAG", "");
    assertThat(git(hub, "show", "image-%s:values.yaml".formatted(tag)))
        .isEqualTo("image: %1$s:%2$s\nother: %1$s-not:old".formatted(image, tag));
    assertThat(asked).containsExactly("POST /repos/me/hub/pulls Bearer a-token");
    assertThat(run.all()).doesNotContain(PASSWORD, "a-token");
  }

  @Test
  void theTemplateHasOneCommentThatGoesWithThePullRequest() throws Exception {
    assumeTrue(Command.exists("jq") && Command.exists("curl"), "jq or curl is missing");
    List<String> asked = new CopyOnWriteArrayList<>();
    List<String> bodies = new CopyOnWriteArrayList<>();
    HttpServer api =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.createContext("/", exchange -> answer(exchange, asked, bodies));
    api.start();
    try {
      for (String commit : List.of("1".repeat(40), "2".repeat(40))) {
        Act.Run run =
            act.run(
                template(),
                ".github/workflows/binder.yml",
                "pull_request_target",
                FORK.formatted(commit, "3".repeat(40)),
                "--env",
                "GITHUB_API_URL=http://127.0.0.1:" + api.getAddress().getPort(),
                "--secret",
                "GITHUB_TOKEN=a-token");
        assertThat(run.succeeded()).as(run.all()).isTrue();
      }
    } finally {
      api.stop(0);
    }
    assertThat(asked)
        .containsExactly(
            "GET /repos/me/demo/issues/7/comments Bearer a-token",
            "POST /repos/me/demo/issues/7/comments Bearer a-token",
            "GET /repos/me/demo/issues/7/comments Bearer a-token",
            "PATCH /repos/me/demo/issues/comments/99 Bearer a-token");
    assertThat(bodies.getLast())
        .contains("/v2/gh/somebody/demo/" + "2".repeat(40) + "?urlpath=lab");
  }

  /** As far as the workflow needs it, and with the comment that was made. */
  private static void answer(HttpExchange exchange, List<String> asked, List<String> bodies)
      throws IOException {
    asked.add(
        "%s %s %s"
            .formatted(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                exchange.getRequestHeaders().getFirst("Authorization")));
    ObjectMapper mapper = new ObjectMapper();
    String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    List<Object> comments = new ArrayList<>();
    comments.add(Map.of("id", 98, "user", Map.of("type", "User"), "body", "Looks good"));
    if (sent.isEmpty() && !bodies.isEmpty()) {
      comments.add(Map.of("id", 99, "user", Map.of("type", "Bot"), "body", bodies.getLast()));
    }
    if (!sent.isEmpty()) {
      bodies.add(mapper.readTree(sent).path("body").asText());
    }
    byte[] body =
        mapper.writeValueAsBytes(sent.isEmpty() ? comments : Map.of("html_url", "http://x/1"));
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
