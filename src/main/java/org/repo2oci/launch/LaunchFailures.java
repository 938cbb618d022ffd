package org.repo2oci.launch;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.repo2oci.failure.BuildFailure;

/** What a user is told where a server does not come up. */
final class LaunchFailures {
  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;
  private static final int KILLED = 137;
  private static final int NO_PAGE = 404;

  private LaunchFailures() {}

  static BuildFailure ended(ImageRun run, int exitCode, List<String> lastLines) {
    BuildFailure failure =
        BuildFailure.input(
                "Cannot launch `%s`: `%s` ended with exit code %d before it answered"
                    .formatted(run.image().name(), program(run), exitCode))
            .withDetails(lastLines);
    return switch (exitCode) {
      case NOT_FOUND -> failure.withHint("See whether the image has `%s`".formatted(program(run)));
      case NOT_EXECUTABLE ->
          failure.withHint("See whether `%s` may be run in the image".formatted(program(run)));
      case KILLED -> failure.withHint("It was killed: see whether the machine ran out of memory");
      default ->
          failure.withHint(
              "The lines above are the last ones that it wrote; `--verbose` shows all");
    };
  }

  static BuildFailure silent(ImageRun run, Duration limit, List<String> lastLines) {
    return BuildFailure.input(
            "Cannot launch `%s`: `%s` runs, and did not answer on port %d in %d s"
                .formatted(
                    run.image().name(),
                    program(run),
                    run.server().map(PublishedPort::host).orElse(0),
                    limit.toSeconds()))
        .withDetails(lastLines)
        .withHint("See whether the server is told to use another port or path");
  }

  /** The server runs; its page does not. */
  static BuildFailure page(ImageRun run, String page, OptionalInt status, List<String> lastLines) {
    BuildFailure failure =
        BuildFailure.input(
                "Cannot launch `%s`: its server runs, and %s for `%s`"
                    .formatted(
                        run.image().name(),
                        status.isPresent() ? "says " + status.getAsInt() : "has no answer",
                        page))
            .withDetails(lastLines);
    return status.orElse(0) == NO_PAGE
        ? failure.withHint("See whether the image has what that page needs, and its spelling")
        : failure.withHint(
            "The lines above are the last ones that it wrote; `--verbose` shows all");
  }

  private static String program(ImageRun run) {
    return run.command().isEmpty()
        ? String.join(" ", run.image().config().entrypoint())
        : run.command().getFirst();
  }
}
