package org.repo2oci.cli.command;

import java.io.IOException;
import java.net.URI;
import org.repo2oci.cli.application.HostSettings;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.EventSink;

/** The user's web browser. */
final class Browser {
  private Browser() {}

  static void open(URI address, HostSettings host, EventSink events) {
    String program = host.variable("BROWSER").orElse("xdg-open");
    try {
      new ProcessBuilder(program, address.toString())
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      events.accept(
          new BuildEvent.Warned("Cannot open a browser with `%s`: open a link".formatted(program)));
    }
  }
}
