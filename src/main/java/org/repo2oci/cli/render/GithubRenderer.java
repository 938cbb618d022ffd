package org.repo2oci.cli.render;

import java.io.PrintStream;
import org.repo2oci.event.BuildEvent;

/**
 * Lines for a job's log on GitHub: warnings and failures are also shown where people look first, a
 * failure on the line of the file that it is about. What programs write cannot command the runner.
 */
final class GithubRenderer implements Renderer {
  private final PrintStream err;
  private final EventLines lines;
  private final Palette palette;
  private final Redaction redaction;
  private final RepositoryLines files;
  private boolean closed;

  GithubRenderer(
      PrintStream err, Detail detail, Palette palette, Redaction redaction, RepositoryLines files) {
    this.err = err;
    this.lines = new EventLines(detail, palette, redaction);
    this.palette = palette;
    this.redaction = redaction;
    this.files = files;
  }

  @Override
  public synchronized void accept(BuildEvent event) {
    if (closed) {
      return;
    }
    if (event instanceof BuildEvent.Warned(var message)) {
      print(GithubCommand.warning(lines.clean(message)));
    } else {
      lines.line(event).ifPresent(line -> print(GithubCommand.harmless(line) + "\n"));
    }
  }

  private void print(String text) {
    err.print(text);
    err.flush();
  }

  @Override
  public synchronized void failed(FailureText text) {
    print(GithubCommand.harmless(text.text(palette, redaction)));
    String whole = text.withoutTrace().text(new Palette(false), redaction);
    String message = whole.replaceFirst("^error: ", "");
    var places = files.in(message);
    if (places.isEmpty()) {
      print(GithubCommand.error(message));
    }
    places.forEach(place -> print(GithubCommand.error(place.file(), place.line(), message)));
  }

  @Override
  public synchronized void close() {
    closed = true;
    err.flush();
  }
}
