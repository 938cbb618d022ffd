package org.repo2oci.event;

/** Hears events; called from many threads at once. */
@FunctionalInterface
public interface EventSink {
  void accept(BuildEvent event);

  /** A sink that hears nothing. */
  static EventSink none() {
    return event -> {};
  }
}
