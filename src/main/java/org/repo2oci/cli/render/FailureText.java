package org.repo2oci.cli.render;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.repo2oci.failure.BuildFailure;

/**
 * A failure as a person reads it: {@code error:}, {@code Caused by:}, a blank line, {@code hint:}.
 *
 * @param notes more paragraphs at the end, such as a synopsis
 * @param trace the stack trace, for {@code --debug}
 */
public record FailureText(
    String message,
    List<String> causes,
    List<String> hints,
    List<String> notes,
    Optional<String> trace) {
  public FailureText {
    causes = List.copyOf(causes);
    hints = List.copyOf(hints);
    notes = List.copyOf(notes);
  }

  /** What a user can act on. */
  public static FailureText of(BuildFailure failure, boolean debug) {
    List<String> causes = new ArrayList<>(failure.details());
    Throwable cause = failure.getCause();
    if (causes.isEmpty() && cause != null && cause.getMessage() != null) {
      String fact = cause.getMessage();
      if (!failure.message().contains(fact)) {
        causes.add(fact);
      }
    }
    return new FailureText(
        failure.message(), causes, failure.hints(), List.of(), trace(failure, debug));
  }

  /** What nobody expected: says where, and keeps the trace for {@code --debug}. */
  public static FailureText bug(Throwable thrown, boolean debug) {
    List<String> hints =
        debug
            ? List.of("This is a bug; report it with all lines above")
            : List.of("This is a bug; report it with the lines that `--debug` adds");
    String what = thrown.getClass().getSimpleName();
    String message = thrown.getMessage();
    return new FailureText(
        "Unexpected failure: `" + (message == null ? what : what + ": " + message) + "`",
        place(thrown).stream().toList(),
        hints,
        List.of(),
        trace(thrown, debug));
  }

  private static Optional<String> place(Throwable thrown) {
    for (StackTraceElement frame : thrown.getStackTrace()) {
      if (frame.getClassName().startsWith("org.repo2oci.")) {
        return Optional.of("at " + frame);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> trace(Throwable thrown, boolean debug) {
    if (!debug) {
      return Optional.empty();
    }
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return Optional.of(text.toString());
  }

  FailureText withoutTrace() {
    return new FailureText(message, causes, hints, notes, Optional.empty());
  }

  /** The whole text, ending with a line feed. */
  String text(Palette palette, Redaction redaction) {
    StringBuilder text = new StringBuilder();
    text.append(palette.error("error:")).append(' ').append(clean(message, redaction)).append('\n');
    for (String cause : causes) {
      text.append("  Caused by: ").append(indented(clean(cause, redaction), "    ")).append('\n');
    }
    trace.ifPresent(lines -> text.append('\n').append(clean(lines, redaction)));
    for (String hint : hints) {
      text.append('\n').append(palette.hint("hint:")).append(' ');
      text.append(indented(clean(hint, redaction), "  ")).append('\n');
    }
    for (String note : notes) {
      text.append('\n').append(clean(note, redaction)).append('\n');
    }
    return text.toString();
  }

  private static String clean(String text, Redaction redaction) {
    return PlainText.of(redaction.apply(text));
  }

  private static String indented(String text, String by) {
    return text.strip().replace("\n", "\n" + by);
  }
}
