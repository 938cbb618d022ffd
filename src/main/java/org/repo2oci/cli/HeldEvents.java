package org.repo2oci.cli;

import java.util.ArrayList;
import java.util.List;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;

/**
 * Holds a build's first events back until it is known how much there is to do: where that is much,
 * the build ends with {@link Restart} before anything was said. What is held is told at the latest
 * when it is closed.
 */
final class HeldEvents implements EventSink, AutoCloseable {
  private final EventSink told;
  private final List<BuildEvent> held = new ArrayList<>();
  private boolean holding = true;

  HeldEvents(EventSink told) {
    this.told = told;
  }

  @Override
  public void accept(BuildEvent event) {
    if (!isHeld(event)) {
      told.accept(event);
    }
  }

  private synchronized boolean isHeld(BuildEvent event) {
    if (holding && !isQuick(event)) {
      tell();
    }
    if (holding) {
      held.add(event);
    }
    return holding;
  }

  /** Whether it belongs to the part that takes no time, and so may be said a little later. */
  private boolean isQuick(BuildEvent event) {
    return switch (event) {
      case BuildEvent.Foreseen(boolean much) -> unless(much);
      case BuildEvent.Started(Stage stage) -> stage == Stage.FETCH;
      case BuildEvent.Finished(Stage stage, var _, var _) -> stage == Stage.FETCH;
      case BuildEvent.Noted _ -> true;
      case BuildEvent.Warned _ -> true;
      case BuildEvent.Progress(Stage stage, var _, var _, var _) -> unless(stage == Stage.FETCH);
      case BuildEvent.Output(Stage stage, var _, var _) -> unless(stage == Stage.FETCH);
    };
  }

  private boolean unless(boolean much) {
    if (much) {
      held.clear();
      throw new Restart();
    }
    return false;
  }

  private void tell() {
    holding = false;
    held.forEach(told::accept);
    held.clear();
  }

  @Override
  public synchronized void close() {
    if (holding) {
      tell();
    }
  }
}
