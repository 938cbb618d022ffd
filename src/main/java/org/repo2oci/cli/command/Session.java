package org.repo2oci.cli.command;

import java.io.PrintStream;
import org.repo2oci.cli.application.Application;
import org.repo2oci.cli.application.HostSettings;
import org.repo2oci.cli.render.JsonLine;
import org.repo2oci.event.EventSink;

/**
 * What a command works with.
 *
 * @param out standard output: data only
 * @param json data lines become objects, so that a log of both streams stays readable
 */
public record Session(
    Application application, HostSettings host, EventSink events, PrintStream out, boolean json) {
  /** Writes data as it is. */
  void print(String text) {
    out.print(text);
    out.flush();
  }

  /** Writes one line of data, or an object that holds it. */
  void printLine(String line, String phase) {
    print(
        json
            ? new JsonLine().with("message", line + "\n").with("phase", phase).end()
            : line + "\n");
  }
}
