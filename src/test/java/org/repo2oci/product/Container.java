package org.repo2oci.product;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A container of a Docker Engine, removed when closed. */
final class Container implements AutoCloseable {
  private final String id;
  private final int port;
  private final String token;

  private Container(String id, int port, String token) {
    this.id = id;
    this.port = port;
    this.token = token;
  }

  /** Starts Lab in an image, pulled anew. */
  static Container start(String image, String token, List<String> options) throws Exception {
    int port = LocalRegistry.freePort();
    List<String> words =
        new ArrayList<>(
            List.of(
                "docker", "run", "-d", "--pull=always", "-p", "127.0.0.1:%d:8888".formatted(port)));
    words.addAll(options);
    words.addAll(
        List.of(
            image,
            "jupyter-lab",
            "--ip=0.0.0.0",
            "--IdentityProvider.token=" + token,
            "--LabApp.expose_app_in_browser=True"));
    String id =
        Command.of(words.toArray(String[]::new)).run().succeeded().lines().toList().getLast();
    return new Container(id, port, token);
  }

  String server() {
    return "127.0.0.1:" + port;
  }

  String url(String path) {
    return "http://%s/%s?token=%s".formatted(server(), path, token);
  }

  /** What a login shell prints. */
  String run(String script) throws IOException, InterruptedException {
    return Command.of("docker", "exec", id, "bash", "-lc", script).run().succeeded();
  }

  void asRoot(String... words) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("docker", "exec", "-u", "0", id));
    all.addAll(List.of(words));
    Command.of(all.toArray(String[]::new)).run().succeeded();
  }

  void restart() throws IOException, InterruptedException {
    Command.of("docker", "restart", "-t", "10", id).run().succeeded();
  }

  void stop() throws IOException, InterruptedException {
    Command.of("docker", "stop", "-t", "10", id).run().succeeded();
  }

  int exitCode() throws IOException, InterruptedException {
    return Integer.parseInt(
        Command.of("docker", "inspect", "-f", "{{.State.ExitCode}}", id).run().succeeded());
  }

  String log() throws IOException, InterruptedException {
    Command.Ended ended = Command.of("docker", "logs", id).run();
    return ended.out() + ended.err();
  }

  @Override
  public void close() throws IOException {
    try {
      Command.of("docker", "rm", "-f", id).run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
