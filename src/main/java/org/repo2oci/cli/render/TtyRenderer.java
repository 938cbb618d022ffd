package org.repo2oci.cli.render;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.repo2oci.event.BuildEvent;

/**
 * Finished work as lines, and below them what is running, redrawn ten times a second at most.
 *
 * <p>A frame is written in one go with line wrapping off, so that a terminal that was made narrower
 * cuts lines instead of leaving pieces of them behind.
 */
final class TtyRenderer implements Renderer {
  private static final String ESCAPE = "\u001b[";
  private static final String WRAP_OFF = ESCAPE + "?7l";
  private static final String WRAP_ON = ESCAPE + "?7h";
  private static final String ERASE_BELOW = ESCAPE + "J";
  private static final long FRAME_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final PrintStream err;
  private final EventLines lines;
  private final Palette palette;
  private final Redaction redaction;
  private final LongSupplier nanos;
  private final Supplier<TerminalSize> size;
  private final Frame frame = new Frame();
  private final long born;
  private int drawn;
  private boolean closed;

  TtyRenderer(
      PrintStream err,
      Detail detail,
      Palette palette,
      Redaction redaction,
      LongSupplier nanos,
      Supplier<TerminalSize> size) {
    this.err = err;
    this.lines = new EventLines(detail, palette, redaction);
    this.palette = palette;
    this.redaction = redaction;
    this.nanos = nanos;
    this.size = size;
    this.born = nanos.getAsLong();
  }

  /** Draws on a thread of its own until closed. */
  TtyRenderer ticking() {
    Thread.ofVirtual().name("progress").start(this::tick);
    return this;
  }

  private void tick() {
    while (!isClosed()) {
      LockSupport.parkNanos(FRAME_NANOS);
      draw();
    }
  }

  @Override
  public synchronized void accept(BuildEvent event) {
    if (closed) {
      return;
    }
    frame.accept(event, nanos.getAsLong(), lines::clean);
    lines.line(event).ifPresent(line -> write(line + "\n", List.of()));
  }

  /** Draws what is running now. */
  synchronized void draw() {
    if (!closed && nanos.getAsLong() - born >= FIRST_NANOS) {
      List<String> next = frame.lines(nanos.getAsLong(), size.get(), palette);
      if (drawn > 0 || !next.isEmpty()) {
        write("", next);
      }
    }
  }

  private void write(String above, List<String> below) {
    StringBuilder text = new StringBuilder();
    if (drawn > 0) {
      text.append('\r').append(ESCAPE).append(drawn).append('A').append(ERASE_BELOW);
    }
    text.append(above);
    if (!below.isEmpty()) {
      text.append(WRAP_OFF);
      below.forEach(line -> text.append(line).append('\n'));
      text.append(WRAP_ON);
    }
    drawn = below.size();
    err.print(text);
    err.flush();
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void failed(FailureText text) {
    close();
    err.print(text.text(palette, redaction));
    err.flush();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      write("", List.of());
    }
  }
}
