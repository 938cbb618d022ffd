package org.repo2oci.failure;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A failure that a user can act on: what failed, on what, where, and what to do.
 *
 * <p>The message is the first line and makes sense alone: the verb that failed, its object in
 * backticks, {@code at line N} where there is a file, and the cause in a few words.
 */
public final class BuildFailure extends RuntimeException {
  /** Whose turn it is, and so the exit code. */
  public enum Kind {
    /** The repository or its environment cannot be built as written. */
    INPUT(1),
    /** The command line is wrong. */
    USAGE(2),
    /** The registry, the network, the disk, the engine or the machine failed; a retry may help. */
    ENVIRONMENT(3);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    public int exitCode() {
      return exitCode;
    }
  }

  private final Kind kind;
  private final List<String> details;
  private final List<String> hints;

  private BuildFailure(
      Kind kind,
      String message,
      List<String> details,
      List<String> hints,
      @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.details = List.copyOf(details);
    this.hints = List.copyOf(hints);
  }

  public static BuildFailure input(String message) {
    return new BuildFailure(Kind.INPUT, message, List.of(), List.of(), null);
  }

  public static BuildFailure usage(String message) {
    return new BuildFailure(Kind.USAGE, message, List.of(), List.of(), null);
  }

  public static BuildFailure environment(String message) {
    return new BuildFailure(Kind.ENVIRONMENT, message, List.of(), List.of(), null);
  }

  /** A line below the message, shown as {@code Caused by}: a fact that the message has not. */
  public BuildFailure withDetail(String detail) {
    return new BuildFailure(kind, message(), added(details, detail), hints, getCause());
  }

  /** Further lines of that kind, such as the last ones that a program wrote. */
  public BuildFailure withDetails(List<String> lines) {
    List<String> longer = new ArrayList<>(details);
    longer.addAll(lines);
    return new BuildFailure(kind, message(), longer, hints, getCause());
  }

  public BuildFailure withHint(String hint) {
    return new BuildFailure(kind, message(), details, added(hints, hint), getCause());
  }

  public BuildFailure withCause(Throwable cause) {
    return new BuildFailure(kind, message(), details, hints, cause);
  }

  private static List<String> added(List<String> to, String line) {
    List<String> longer = new ArrayList<>(to);
    longer.add(line);
    return longer;
  }

  /** The message; never absent. */
  public String message() {
    return String.valueOf(getMessage());
  }

  public Kind kind() {
    return kind;
  }

  public List<String> details() {
    return details;
  }

  public List<String> hints() {
    return hints;
  }
}
