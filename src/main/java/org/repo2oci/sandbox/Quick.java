package org.repo2oci.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a small program of the machine to its end, with an empty environment and no input. */
final class Quick {
  /** How a program ended, and what it wrote to standard output and standard error. */
  record Outcome(int exitCode, String output) {}

  private Quick() {}

  static String output(List<String> command) throws IOException {
    return run(command, "/usr/sbin:/usr/bin:/sbin:/bin").output();
  }

  static Outcome run(List<String> command, String path) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    try (InputStream output = process.getInputStream()) {
      String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), text);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
