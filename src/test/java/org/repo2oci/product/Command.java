package org.repo2oci.product;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs programs and says what came of it. */
record Command(List<String> words, Map<String, String> environment, Path folder) {
  /** How a program ended. */
  record Ended(int code, String out, String err) {
    String succeeded() {
      if (code != 0) {
        throw new AssertionError("exit code %d\n%s\n%s".formatted(code, out, err));
      }
      return out.strip();
    }
  }

  static Command of(String... words) {
    return new Command(List.of(words), Map.of(), Path.of("").toAbsolutePath());
  }

  Command with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Command(words, more, folder);
  }

  Command and(String... more) {
    return new Command(
        Stream.concat(words.stream(), Stream.of(more)).toList(), environment, folder);
  }

  Process start(Path out, Path err) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().putAll(environment);
    return builder
        .directory(folder.toFile())
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectOutput(out.toFile())
        .redirectError(err.toFile())
        .start();
  }

  Ended run() throws IOException, InterruptedException {
    Path out = Files.createTempFile("out", ".txt");
    Path err = Files.createTempFile("err", ".txt");
    try {
      Process process = start(out, err);
      if (!process.waitFor(15, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError(words + " did not end\n" + Files.readString(err));
      }
      return new Ended(
          process.exitValue(),
          new String(Files.readAllBytes(out), StandardCharsets.UTF_8),
          new String(Files.readAllBytes(err), StandardCharsets.UTF_8));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** Whether a program is on the path. */
  static boolean exists(String program) throws IOException, InterruptedException {
    return of("sh", "-c", "command -v " + program).run().code() == 0;
  }
}
