package org.repo2oci.conda.solve;

/** What a clause is for, as the number that the search keeps with it: a kind and a detail. */
enum Tag {
  /** What is asked for must be there. */
  ROOT,
  /** A build, or the gate of a requirement, needs one of the candidates; the requirement's id. */
  REQUIRES,
  /** A build needs what the gate stands for; the requirement's id. */
  GATE,
  /** A build does not go with builds of another package; the requirement's id. */
  CONSTRAINS,
  /** A build can't be used; the number of the reason. */
  EXCLUDED,
  /** A build is not what was asked for; the number of the requested spec. */
  NOT_ASKED_FOR,
  /** The image has this. */
  PRESENT,
  /** What a condition or a group of dependencies stands for. */
  DEFINITION;

  private static final int BITS = 3;
  private static final Tag[] TAGS = values();

  int with(int detail) {
    return detail << BITS | ordinal();
  }

  static Tag of(int tag) {
    return TAGS[tag & (1 << BITS) - 1];
  }

  static int detail(int tag) {
    return tag >> BITS;
  }
}
