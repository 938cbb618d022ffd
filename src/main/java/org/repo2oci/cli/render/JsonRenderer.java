package org.repo2oci.cli.render;

import java.io.PrintStream;
import java.util.Optional;
import org.repo2oci.event.BuildEvent;

/**
 * One JSON object a line, as repo2docker writes with the same option: {@code message} with its own
 * line feed, {@code phase}, and {@code exc_info} where there is a stack trace.
 *
 * <p>What a repository controls only ever stands inside {@code message}, so that it cannot forge a
 * field that BinderHub obeys. A failure is one line that holds everything: the reader stops there.
 */
final class JsonRenderer implements Renderer {
  private final PrintStream err;
  private final Detail detail;
  private final Redaction redaction;
  private Optional<BuildEvent.Stage> current = Optional.empty();
  private boolean closed;

  JsonRenderer(PrintStream err, Detail detail, Redaction redaction) {
    this.err = err;
    this.detail = detail;
    this.redaction = redaction;
  }

  @Override
  public synchronized void accept(BuildEvent event) {
    if (closed) {
      return;
    }
    switch (event) {
      case BuildEvent.Started(var stage) -> current = Optional.of(stage);
      case BuildEvent.Foreseen _, BuildEvent.Progress _ -> {}
      case BuildEvent.Finished(var stage, var summary, var took) ->
          normal(Optional.of(stage), summary + " in " + Amounts.time(took));
      case BuildEvent.Noted(var stage, var message) -> normal(Optional.of(stage), message);
      case BuildEvent.Warned(var message) -> write(current, "warning: " + message);
      case BuildEvent.Output(var stage, _, var line) -> normal(Optional.of(stage), line);
    }
  }

  private void normal(Optional<BuildEvent.Stage> stage, String message) {
    if (detail.compareTo(Detail.NORMAL) >= 0) {
      write(stage, message);
    }
  }

  private void write(Optional<BuildEvent.Stage> stage, String message) {
    JsonLine line = new JsonLine().with("message", redaction.apply(message) + "\n");
    stage.ifPresent(known -> line.with("phase", phase(known)));
    err.print(line.end());
    // At once: whoever reads the log shows each line as it comes.
    err.flush();
  }

  @Override
  public synchronized void failed(FailureText text) {
    JsonLine line =
        new JsonLine()
            .with("message", text.withoutTrace().text(new Palette(false), redaction))
            .with("phase", "failed");
    text.trace().ifPresent(trace -> line.with("exc_info", redaction.apply(trace)));
    err.print(line.end());
    err.flush();
    closed = true;
  }

  @Override
  public synchronized void close() {
    closed = true;
    err.flush();
  }

  /** The words that BinderHub's page knows; it shows no others. */
  private static String phase(BuildEvent.Stage stage) {
    return switch (stage) {
      case FETCH -> "fetching";
      case DETECT, RESOLVE, PLAN, DOWNLOAD, ASSEMBLE, STEP, EXPORT -> "building";
      case PUSH -> "pushing";
      case LAUNCH -> "running";
    };
  }
}
