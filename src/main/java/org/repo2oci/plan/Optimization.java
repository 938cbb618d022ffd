package org.repo2oci.plan;

/** For whom an image is laid out that follows another one. */
public enum Optimization {
  /** The fewest bytes for a node that has the previous image. */
  NODE,
  /** No byte that is not wanted; what is new may still lie upon what was there. */
  SIZE,
  /** The lock alone decides: the same layers, whatever was there before. */
  NONE
}
