package org.repo2oci.cli.render;

import java.io.PrintStream;
import org.repo2oci.event.BuildEvent;

/** One line for finished work, a warning or a note; for logs, pipes and quiet commands. */
final class LineRenderer implements Renderer {
  private final PrintStream err;
  private final EventLines lines;
  private final Palette palette;
  private final Redaction redaction;
  private boolean closed;

  LineRenderer(PrintStream err, Detail detail, Palette palette, Redaction redaction) {
    this.err = err;
    this.lines = new EventLines(detail, palette, redaction);
    this.palette = palette;
    this.redaction = redaction;
  }

  @Override
  public synchronized void accept(BuildEvent event) {
    if (!closed) {
      lines.line(event).ifPresent(this::print);
    }
  }

  /** At once: the next line of a server may be hours away. */
  private void print(String line) {
    err.print(line + "\n");
    err.flush();
  }

  @Override
  public synchronized void failed(FailureText text) {
    err.print(text.text(palette, redaction));
    err.flush();
  }

  @Override
  public synchronized void close() {
    closed = true;
    err.flush();
  }
}
