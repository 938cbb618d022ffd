package org.repo2oci.cli;

import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.repo2oci.cli.render.FailureText;
import org.repo2oci.failure.BuildFailure;

/**
 * A thrown thing as what the user reads and the exit code.
 *
 * @param code 1 to 3 as the failure's kind says, 70 for a bug (EX_SOFTWARE of sysexits)
 */
record Failures(FailureText text, int code) {
  private static final int BUG = 70;

  static Failures of(Throwable thrown, boolean debug) {
    return switch (unwrapped(thrown)) {
      case BuildFailure failure ->
          new Failures(FailureText.of(failure, debug), failure.kind().exitCode());
      case UncheckedIOException e -> io(e, debug);
      case OutOfMemoryError e ->
          of(
              BuildFailure.environment("The memory is not enough: `%s`".formatted(e.getMessage()))
                  .withHint("Give it more with `REPO2OCI_JAVA_OPTS=-Xmx1g`"),
              debug);
      case Throwable bug -> new Failures(FailureText.bug(bug, debug), BUG);
    };
  }

  private static Failures io(UncheckedIOException thrown, boolean debug) {
    BuildFailure failure =
        BuildFailure.environment("Cannot read or write: `%s`".formatted(words(thrown)))
            .withCause(thrown)
            .withHint(
                "Check the disk's free space and the folder's permissions, then run it again");
    return of(failure, debug);
  }

  /** The message of many such exceptions is only a path. */
  private static String words(UncheckedIOException thrown) {
    String cause = String.valueOf(thrown.getCause());
    return cause.replaceFirst("^java\\.io\\.IOException: ", "").replaceFirst("^(?:[a-z]+\\.)+", "");
  }

  /** Wrappers of threads say nothing. */
  private static Throwable unwrapped(Throwable thrown) {
    Throwable inner = thrown;
    while ((inner instanceof ExecutionException || inner instanceof CompletionException)
        && inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }
}
