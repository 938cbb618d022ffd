package org.repo2oci.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JupyterHub on loopback that starts one image for everybody, in containers. */
final class Hub implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  private final Process process;
  private final URI url;
  private final String prefix;
  private final Path log;

  private Hub(Process process, URI url, String prefix, Path log) {
    this.process = process;
    this.url = url;
    this.prefix = prefix;
    this.log = log;
  }

  /**
   * Starts it; users are called as its configuration says.
   *
   * @param folder for its files and the homes
   */
  static Hub start(HubPrograms programs, String image, Path folder) throws Exception {
    Path settings = Path.of("src/test/resources/org/repo2oci/product/jupyterhub_config.py");
    int port = LocalRegistry.freePort();
    String prefix = "repo2oci-hub-" + ProcessHandle.current().pid();
    String gateway =
        Command.of(
                "docker",
                "network",
                "inspect",
                "bridge",
                "-f",
                "{{(index .IPAM.Config 0).Gateway}}")
            .run()
            .succeeded();
    Path log = folder.resolve("hub.log");
    Process process =
        Command.of(programs.python().toString(), "-m", "jupyterhub", "-f", settings.toString())
            .with("PATH", programs.proxy() + ":" + System.getenv("PATH"))
            .with("HUB_TEST_FOLDERS", folder.toString())
            .with("HUB_TEST_PREFIX", prefix)
            .with("HUB_TEST_PORT", Integer.toString(port))
            .with("HUB_TEST_HUB_PORT", Integer.toString(LocalRegistry.freePort()))
            .with("HUB_TEST_PROXY_PORT", Integer.toString(LocalRegistry.freePort()))
            .with("HUB_TEST_GATEWAY", gateway)
            .with("HUB_TEST_IMAGE", image)
            .with("HUB_TEST_TOKEN", TOKEN)
            .start(folder.resolve("hub.out"), log);
    URI url = URI.create("http://127.0.0.1:%d/".formatted(port));
    Hub hub = new Hub(process, url, prefix, log);
    try {
      Http.await(url.resolve("hub/api/"), 200);
    } catch (AssertionError e) {
      hub.close();
      throw new AssertionError(hub.log(), e);
    }
    return hub;
  }

  /** A user's server that runs, and a token for it. */
  record Server(URI url, String token) {
    /** The page that a GET with the token leads to. */
    String page(String path) throws IOException, InterruptedException {
      try (HttpClient client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NORMAL)
              .cookieHandler(new CookieManager())
              .build()) {
        HttpRequest request =
            HttpRequest.newBuilder(url.resolve(path))
                .header("Authorization", "token " + token)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      }
    }

    /** The answer to a GET with the token; redirections are not followed. */
    HttpResponse<String> get(String path) throws IOException, InterruptedException {
      return Http.send(
          HttpRequest.newBuilder(url.resolve(path))
              .header("Authorization", "token " + token)
              .build());
    }
  }

  /** Starts a user's server, and waits until the hub calls it ready. */
  Server spawn(String user) throws Exception {
    if (ask("GET", "users", "", 200).findValuesAsText("name").stream().noneMatch(user::equals)) {
      ask("POST", "users/" + user, "", 201);
    }
    String token = ask("POST", "users/%s/tokens".formatted(user), "{}", 201).path("token").asText();
    ask("POST", "users/%s/server".formatted(user), "", 202);
    for (int i = 0; i < 600; i++) {
      JsonNode server = ask("GET", "users/" + user, "", 200).path("servers").path("");
      if (server.path("ready").asBoolean()) {
        return new Server(url.resolve("user/%s/".formatted(user)), token);
      }
      if (server.isMissingNode() || server.path("stopped").asBoolean()) {
        break;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("the server of `%s` did not start\n%s".formatted(user, log()));
  }

  /** What a user's server has written. */
  String serverLog(String user) throws IOException, InterruptedException {
    Command.Ended ended = Command.of("docker", "logs", container(user)).run();
    return ended.out() + ended.err();
  }

  /** Ends a user's server as the hub does. */
  void stop(String user) throws Exception {
    ask("DELETE", "users/%s/server".formatted(user), "", 204);
  }

  URI url() {
    return url;
  }

  private String container(String user) {
    return "%s-%s".formatted(prefix, user.replace("-", "-2d"));
  }

  private JsonNode ask(String method, String path, String body, int wanted)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        Http.send(
            HttpRequest.newBuilder(url.resolve("hub/api/" + path))
                .header("Authorization", "token " + TOKEN)
                .method(method, BodyPublishers.ofString(body))
                .build());
    if (answer.statusCode() / 100 != wanted / 100) {
      throw new AssertionError(
          "%s %s: %d %s\n%s".formatted(method, path, answer.statusCode(), answer.body(), log()));
    }
    return JSON.readTree(answer.body());
  }

  private String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() throws IOException {
    try {
      process.destroy();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      List<String> left =
          Command.of("docker", "ps", "-aq", "--filter", "name=^%s-".formatted(prefix))
              .run()
              .succeeded()
              .lines()
              .toList();
      for (String container : left) {
        Command.of("docker", "rm", "-f", container).run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
