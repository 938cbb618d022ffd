package org.repo2oci.pypi.resolve;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Git repositories that are served on loopback, as any host would. */
record GitServer(Path root, int port, Process daemon) implements AutoCloseable {
  static GitServer of(Path root) throws IOException, InterruptedException {
    Files.createDirectories(root);
    String programs = said(root, "git", "--exec-path");
    assumeTrue(Files.exists(Path.of(programs, "git-daemon")), "git has no daemon here");
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Process daemon =
        new ProcessBuilder(
                Path.of(programs, "git-daemon").toString(),
                "--export-all",
                "--reuseaddr",
                "--listen=127.0.0.1",
                "--port=" + port,
                "--base-path=" + root,
                root.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    for (int i = 0; i < 100; i++) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return new GitServer(root, port, daemon);
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
    daemon.destroy();
    throw new IOException("git-daemon does not answer");
  }

  String url(String name) {
    return "git://127.0.0.1:%d/%s".formatted(port, name);
  }

  /** Serves a folder's files as one tagged commit of 2021; gives its id. */
  String add(String name, Path files, String tag) throws IOException, InterruptedException {
    said(files, "git", "init", "--quiet", "--initial-branch=main");
    said(files, "git", "add", "--all");
    said(files, "git", "commit", "--quiet", "--message=one");
    said(files, "git", "tag", tag);
    said(root, "git", "clone", "--quiet", "--bare", files.toString(), name);
    said(root.resolve(name), "git", "config", "uploadpack.allowFilter", "true");
    return said(files, "git", "rev-parse", "HEAD");
  }

  static String said(Path folder, String... command) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(arguments).directory(folder.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "GIT_AUTHOR_NAME", "A",
                "GIT_AUTHOR_EMAIL", "a@example.org",
                "GIT_AUTHOR_DATE", "2021-06-01T12:00:00Z",
                "GIT_COMMITTER_NAME", "A",
                "GIT_COMMITTER_EMAIL", "a@example.org",
                "GIT_COMMITTER_DATE", "2021-06-01T12:00:00Z",
                "GIT_CONFIG_GLOBAL", "/dev/null"));
    Process process = builder.redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException(arguments + ": " + output);
    }
    return output;
  }

  @Override
  public void close() {
    daemon.destroy();
  }
}
