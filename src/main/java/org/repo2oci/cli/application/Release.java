package org.repo2oci.cli.application;

import org.repo2oci.event.EventSink;

/** Who has something to do between a build and its push, such as testing the image. */
public interface Release {
  /**
   * The image is there and was written where it was asked to go; nothing is pushed yet. A failure
   * that is thrown keeps it from being pushed.
   */
  void built(ReadyImage image, EventSink events);

  /** The image is in its registry, under all of its names. */
  void pushed(PushedLayers layers);

  /** Nobody. */
  static Release none() {
    return new Release() {
      @Override
      public void built(ReadyImage image, EventSink events) {
        // Nothing to do.
      }

      @Override
      public void pushed(PushedLayers layers) {
        // Nothing to do.
      }
    };
  }
}
