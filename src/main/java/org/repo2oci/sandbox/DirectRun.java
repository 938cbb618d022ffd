package org.repo2oci.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
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
    AtomicBoolean late = new AtomicBoolean();
    Thread timer = Thread.ofVirtual().start(() -> endAfter(process, program, late));
    OutputLines lines = new OutputLines(program.output());
    try (InputStream output = process.getInputStream()) {
      read(lines, output, late);
      int exitCode = process.waitFor();
      if (!late.get()) {
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

  /** Ending a process closes what it writes to, whoever still has it open. */
  private static void read(OutputLines lines, InputStream output, AtomicBoolean late)
      throws IOException {
    try {
      lines.readAll(output);
    } catch (IOException e) {
      if (!late.get()) {
        throw e;
      }
    }
  }

  private static void endAfter(Process process, OwnProgram program, AtomicBoolean late) {
    try {
      Thread.sleep(program.timeLimit());
      late.set(true);
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
