package org.repo2oci.pypi;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.repo2oci.pypi.bytecode.PythonRuntime;
import org.repo2oci.pypi.install.PythonMinor;

/**
 * The machine's own Python.
 *
 * @param executable the real file, not a link or a wrapper
 */
public record HostPython(Path executable, PythonMinor minor, String version)
    implements PythonRuntime {
  /** Finds it, or skips the test. */
  public static HostPython require() throws IOException, InterruptedException {
    String script =
        "import os,sys;print(os.path.realpath(sys.executable));"
            + "print('%d.%d.%d' % sys.version_info[:3])";
    String[] lines;
    try {
      lines = run(Path.of("/"), List.of("python3", "-c", script)).split("\n", -1);
    } catch (IOException e) {
      assumeTrue(false, "needs a python3: " + e.getMessage());
      throw e;
    }
    String version = lines[1];
    return new HostPython(
        Path.of(lines[0]),
        PythonMinor.parse(version.substring(0, version.lastIndexOf('.'))),
        version);
  }

  /** Its standard library. */
  public Path library() {
    return executable.resolve("../../lib/python" + minor).normalize();
  }

  @Override
  public Process start(List<String> arguments, Map<String, String> environment) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(executable.toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Runs a command to its end and returns what it printed. */
  public static String run(Path folder, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("command", ".txt");
    try {
      int status =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start()
              .waitFor();
      String printed = Files.readString(output, StandardCharsets.UTF_8);
      if (status != 0) {
        throw new IOException("%s ended with %d: %s".formatted(command, status, printed));
      }
      return printed;
    } finally {
      Files.delete(output);
    }
  }
}
