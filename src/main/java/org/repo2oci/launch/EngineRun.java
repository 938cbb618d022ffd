package org.repo2oci.launch;

import java.io.IOException;
import java.time.Duration;
import org.repo2oci.engine.Engine;
import org.repo2oci.engine.RunningContainer;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;

/** An image that runs in a container. */
final class EngineRun implements RunningImage {
  private static final int SHORT_ID = 12;

  private final Engine engine;
  private final RunningContainer container;
  private final boolean keep;
  private final EventSink events;

  EngineRun(Engine engine, RunningContainer container, boolean keep, EventSink events) {
    this.engine = engine;
    this.container = container;
    this.keep = keep;
    this.events = events;
  }

  @Override
  public boolean isRunning() throws InterruptedException {
    return container.isRunning();
  }

  @Override
  public int await() throws IOException, InterruptedException {
    return container.await();
  }

  @Override
  public void stop(Duration grace) {
    container.stop(grace);
  }

  @Override
  public void close() throws IOException {
    try (engine;
        container) {
      if (keep) {
        String id = container.id().substring(0, SHORT_ID);
        events.accept(
            new BuildEvent.Noted(
                Stage.LAUNCH,
                "The container `%s` is kept; `docker rm %s` removes it".formatted(id, id)));
      }
    }
  }
}
