package org.repo2oci.cli.render;

import org.repo2oci.event.EventSink;

/** Writes events and the one failure that may end them to standard error. */
public interface Renderer extends EventSink, AutoCloseable {
  /** Says why the command ends; {@code text} is whole, with hints. */
  void failed(FailureText text);

  /** Leaves the terminal clean; more events are ignored. Safe to call twice and from any thread. */
  @Override
  void close();
}
