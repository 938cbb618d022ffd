package org.repo2oci.cli.application;

import java.util.function.Consumer;
import org.repo2oci.event.EventSink;

/**
 * What the commands ask of the product.
 *
 * <p>Every call may throw {@link org.repo2oci.failure.BuildFailure}; anything else that it throws
 * is shown as a bug, but for an {@link java.io.UncheckedIOException}, which is the machine's fault.
 */
public interface Application {
  /** Builds the image, writes the outputs, and pushes it where that was asked for. */
  BuildReport build(BuildArguments arguments, EventSink events);

  /**
   * Builds the image and runs it until it ends or the calling thread is interrupted (Ctrl-C). An
   * interrupted call ends the server and returns 0.
   *
   * @param ready called once, when the server answers
   * @return the exit code: the server's own where it ended by itself
   */
  int launch(LaunchArguments arguments, EventSink events, Consumer<RunningServer> ready);

  /** Locks every package; the answer is the lock file's text. */
  String lock(LockArguments arguments, EventSink events);

  /** Says what a build would do, and does nothing. */
  PlanReport plan(PlanArguments arguments, EventSink events);

  /** Reads what an image holds. */
  InspectReport inspect(InspectArguments arguments, EventSink events);

  /** Compares two images. */
  DiffReport diff(DiffArguments arguments, EventSink events);

  /** Counts what the store holds. */
  CacheReport cacheList(MachineArguments machine, EventSink events);

  /** Removes from the store. */
  PruneReport cachePrune(PruneArguments arguments, EventSink events);
}
