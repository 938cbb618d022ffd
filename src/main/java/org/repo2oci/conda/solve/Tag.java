package org.repo2oci.conda.solve;

/** What a clause is for, as the number that the search keeps with it: a kind and a detail. */
enum Tag {
  /** What is asked for must be there. */
  ROOT(0),
  /** A build, or the gate of a requirement, needs one of the candidates; the requirement's id. */
  REQUIRES(1),
  /** A build needs what the gate stands for; the requirement's id. */
  GATE(2),
  /** A build does not go with builds of another package; the requirement's id. */
  CONSTRAINS(3),
  /** A build can't be used; the number of the reason. */
  EXCLUDED(4),
  /** A build is not what was asked for; the number of the requested spec. */
  NOT_ASKED_FOR(5),
  /** The image has this. */
  PRESENT(6),
  /** What a condition or a group of dependencies stands for. */
  DEFINITION(7);

  private static final int BITS = 3;
  private static final Tag[] TAGS = values();

  private final int kind;

  Tag(int kind) {
    this.kind = kind;
  }

  int with(int detail) {
    return detail << BITS | kind;
  }

  static Tag of(int tag) {
    return TAGS[tag & (1 << BITS) - 1];
  }

  static int detail(int tag) {
    return tag >> BITS;
  }
}
