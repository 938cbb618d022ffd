package org.repo2oci.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import org.repo2oci.failure.BuildFailure;

/** Runs programs of ours where there are no namespaces. */
final class DirectRun {
  private DirectRun() {}

  static OwnProgram.Outcome of(OwnProgram program, SandboxSettings settings)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(program.command()).redirectErrorStream(true);
    builder.directory(program.folder().toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(StepVariables.ofNetwork(settings.caBundle().map(Path::toString), settings));
    environment.putAll(program.environment());
    Process process = builder.start();
    process.getOutputStream().close();
    Thread timer = Thread.ofVirtual().start(() -> endAfter(process, program));
    OutputLines lines = new OutputLines(program.output());
    try (InputStream output = process.getInputStream()) {
      lines.readAll(output);
      int exitCode = process.waitFor();
      if (timer.isAlive()) {
        return new OwnProgram.Outcome(exitCode, lines.last());
      }
      throw BuildFailure.environment(
              "Cannot finish `%s`: it ran longer than %d s"
                  .formatted(program.name(), program.timeLimit().toSeconds()))
          .withHint("See whether the network answers");
    } finally {
      timer.interrupt();
      end(process);
    }
  }

  private static void endAfter(Process process, OwnProgram program) {
    try {
      Thread.sleep(program.timeLimit());
      end(process);
    } catch (InterruptedException e) {
      // It ended in time.
    }
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
