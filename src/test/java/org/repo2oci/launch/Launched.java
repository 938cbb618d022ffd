package org.repo2oci.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A {@link LaunchProgram} that runs, and what it said. */
final class Launched implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  final Process process;
  final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final Thread reader;

  Launched(List<String> command) throws IOException {
    // A shell without job control starts what runs in its background with SIGINT ignored, and so
    // would be all that comes of it.
    List<String> heedful = new ArrayList<>(List.of("env", "--default-signal=INT"));
    heedful.addAll(command);
    process = new ProcessBuilder(heedful).redirectErrorStream(true).start();
    reader = Thread.ofVirtual().start(this::read);
  }

  private void read() {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("broken: " + e);
    }
  }

  Launched awaitLine(String start) throws InterruptedException {
    for (int i = 0; i < PATIENCE_SECONDS * 50; i++) {
      if (!linesOf(start).isEmpty()) {
        return this;
      }
      if (!process.isAlive() && !reader.isAlive()) {
        break;
      }
      Thread.sleep(20);
    }
    throw new AssertionError("no line `%s` in\n%s".formatted(start, String.join("\n", lines)));
  }

  List<String> linesOf(String start) {
    synchronized (lines) {
      return lines.stream().filter(line -> line.startsWith(start)).toList();
    }
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end\n" + String.join("\n", lines));
    }
    reader.join();
    return process.exitValue();
  }

  /** Processes of this machine with a word on their command line, but for the launching one. */
  static List<String> processesWith(String word) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path one : processes.toList()) {
        try {
          String line =
              Files.readString(one.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                  .replace('\0', ' ');
          if (line.contains(word) && !line.contains(LaunchProgram.class.getName())) {
            found.add(one.getFileName() + " " + line);
          }
        } catch (IOException e) {
          // It is no process, or has ended meanwhile.
        }
      }
    }
    return found;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
