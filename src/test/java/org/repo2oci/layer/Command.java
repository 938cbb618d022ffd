package org.repo2oci.layer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Programs of this machine that read what we write. */
final class Command {
  private static final Pattern COLON = Pattern.compile(":");

  private Command() {}

  static boolean exists(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return COLON.splitAsStream(path).anyMatch(f -> Files.isExecutable(Path.of(f, program)));
  }

  /** Its output, errors included. */
  static String run(Object... words) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(Arrays.stream(words).map(Object::toString).toList());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.redirectErrorStream(true).redirectInput(new File("/dev/null"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("`%s` failed: %s".formatted(words[0], output));
    }
    return output;
  }
}
