package org.repo2oci.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.Awaited;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.sandbox.RunningStep;
import org.repo2oci.sandbox.Sandbox;
import org.repo2oci.sandbox.StepResult;

/** An image that runs in the sandbox. */
final class SandboxRun implements RunningImage {
  private static final int KILLED = 137;

  private final RunningStep step;
  private final Sandbox sandbox;
  private final boolean keep;
  private final EventSink events;
  private final FutureTask<Integer> end = new FutureTask<>(this::end);
  private volatile boolean stopped;

  /** The step's end is awaited by a thread of its own, because that cannot be interrupted. */
  SandboxRun(RunningStep step, Sandbox sandbox, boolean keep, EventSink events) {
    this.step = step;
    this.sandbox = sandbox;
    this.keep = keep;
    this.events = events;
    Thread.ofVirtual().name("end of the server").start(end);
  }

  private int end() throws IOException, InterruptedException {
    try (StepResult result = step.await()) {
      if (keep) {
        keep(result);
      }
      return result.exitCode();
    } catch (BuildFailure | IOException e) {
      if (stopped) {
        // It did not end when it was asked to, and so could not report.
        return KILLED;
      }
      throw e;
    }
  }

  private void keep(StepResult result) throws IOException {
    byte[] name = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
    RootLayer kept = sandbox.materialise(Digest.of(name), result::changes);
    events.accept(
        new BuildEvent.Noted(
            Stage.LAUNCH, "What the server wrote is kept in `%s`".formatted(kept.directory())));
  }

  @Override
  public boolean isRunning() {
    return step.isRunning();
  }

  @Override
  public int await() throws IOException, InterruptedException {
    return Awaited.result(end);
  }

  @Override
  public void stop(Duration grace) throws InterruptedException {
    stopped = true;
    step.stop(grace);
  }

  @Override
  public void close() throws IOException {
    stopped = true;
    step.close();
  }
}
