package org.repo2oci.launch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;

/** Passes on what a server writes, and keeps the last lines for an error message. */
final class ServerLog implements Consumer<String> {
  private static final int KEPT = 15;
  private static final String SOURCE = "server";

  private final EventSink events;
  private final Deque<String> last = new ArrayDeque<>();

  ServerLog(EventSink events) {
    this.events = events;
  }

  @Override
  public void accept(String line) {
    synchronized (last) {
      if (last.size() == KEPT) {
        last.removeFirst();
      }
      last.addLast(line);
    }
    events.accept(new BuildEvent.Output(Stage.LAUNCH, SOURCE, line));
  }

  List<String> last() {
    synchronized (last) {
      return List.copyOf(last);
    }
  }
}
