package org.repo2oci.product;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A container of a Docker Engine, removed when closed. */
final class Container implements AutoCloseable {
  private final String id;
  private final int port;
  private final String token;
  private final List<String> volumes = new ArrayList<>();

  private Container(String id, int port, String token) {
    this.id = id;
    this.port = port;
    this.token = token;
  }

  /** As a hub does it: an empty volume, which the user owns, hides the home of the image. */
  static Container startWithEmptyHome(String image, String token) throws Exception {
    String volume = "repo2oci-e2e-" + ProcessHandle.current().pid();
    Command.of("docker", "volume", "create", volume).run().succeeded();
    Container container =
        start(
            image,
            token,
            List.of("--mount", "type=volume,volume-nocopy,src=" + volume + ",dst=/home/jovyan"));
    container.volumes.add(volume);
    // An engine gives such a volume to root.
    container.asRoot("chown", "1000:1000", "/home/jovyan");
    container.restart();
    return container;
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
      for (String volume : volumes) {
        Command.of("docker", "volume", "rm", volume).run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
