package org.repo2oci.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.cli.application.HostSettings;

/** The whole program in this process, with streams and an environment of the test's own. */
final class Program {
  final FakeApplication application = new FakeApplication();
  final Map<String, String> environment = new HashMap<>();

  /** What a user would see. */
  record Result(String command, int code, String out, String err) {
    String text() {
      return "$ %s%n[exit code %d]%n----- stdout -----%n%s----- stderr -----%n%s"
          .formatted(command, code, out, err);
    }
  }

  HostSettings host() {
    return new HostSettings(
        environment,
        Optional.of(Path.of("/home/me")),
        Path.of("/home/me/.cache/repo2oci"),
        Path.of("/work"),
        Path.of("/opt/repo2oci"),
        false,
        false,
        4,
        1000);
  }

  Result run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = cli(out, err).run(arguments);
    return new Result(
        ("repo2oci " + String.join(" ", arguments)).strip(),
        code,
        out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8));
  }

  Cli cli(ByteArrayOutputStream out, ByteArrayOutputStream err) {
    return new Cli(
        host(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        _ -> application);
  }
}
