package org.repo2oci.build;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.failure.MissingProgram;
import org.repo2oci.sandbox.Step;
import org.repo2oci.sandbox.StepResult;

/**
 * A program of the user's own in the image that is being built: with the machine's network, with
 * the image's variables, and with nothing else of the machine.
 *
 * @param name for people
 * @param variables of the image
 * @param machine variables that say where this machine gets packages from; not the image's
 * @param uid, gid whom it runs as
 * @param changes what becomes of what it writes
 */
record UserStep(
    Workshop workshop,
    String name,
    List<String> command,
    Map<String, String> variables,
    Map<String, String> machine,
    int uid,
    int gid,
    String folder,
    StepRequest limits,
    NormalChanges changes) {
  private static final int KILLED = 137;

  StepPart.Made in(StepPart.Below below) throws IOException, InterruptedException {
    String source = name.split(" ", 2)[0];
    Map<String, String> environment = new LinkedHashMap<>(machine);
    environment.putAll(variables);
    Step step =
        Step.of(name, below.folders(), command, environment)
            .withUser(uid, gid, folder)
            .withNetwork()
            .withOutput(
                line -> workshop.events().accept(new BuildEvent.Output(Stage.STEP, source, line)));
    if (uid == 0) {
      step = step.withPackageManager();
    }
    Step timed = step.withTimeLimit(limits.timeLimit());
    Step limited = limits.memoryLimit().map(timed::withMemoryLimit).orElse(timed);
    workshop.events().accept(new BuildEvent.Noted(Stage.STEP, "Running `%s`".formatted(name)));
    StepResult result = workshop.sandbox().run(limited);
    if (result.exitCode() != 0) {
      try (result) {
        throw failure(result);
      }
    }
    return new StepPart.Made(changes.of(result.changes()), result);
  }

  private BuildFailure failure(StepResult result) {
    BuildFailure failure =
        BuildFailure.input(
                "Cannot build the image: `%s` ended with exit code %d"
                    .formatted(name, result.exitCode()))
            .withDetails(result.lastLines());
    return hint(result.exitCode(), result.lastLines(), limits.memoryLimit().isPresent())
        .map(failure::withHint)
        .orElse(failure);
  }

  static Optional<String> hint(int exitCode, List<String> lines, boolean limited) {
    Optional<MissingProgram> missing = MissingProgram.in(lines);
    if (missing.filter(MissingProgram::isOfNode).isPresent()) {
      return Optional.of(
          "The image has no Node.js: write `nodejs` and `npm` into apt.txt, one a line");
    }
    return switch (exitCode) {
      case KILLED ->
          Optional.of(
              limited
                  ? "It was killed; it may need more memory than `--build-memory-limit` allows"
                  : "It was killed; this machine may have too little memory for it");
      case 126, 127 ->
          missing
              .map(program ->
                  "The image has no `%s`: name the Debian package that has it in apt.txt"
                      .formatted(program.name()))
              .or(() ->
                  Optional.of(
                      "See whether its first line names a program of the image, and whether the"
                          + " file has Windows line endings"));
      default -> Optional.empty();
    };
  }
}
