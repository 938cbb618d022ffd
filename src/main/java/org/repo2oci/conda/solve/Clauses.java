package org.repo2oci.conda.solve;

import java.util.Arrays;

/**
 * All clauses in one array; a clause is known by its place there, which is never 0. Before its
 * literals lie their number and a tag that says, to whoever added the clause, where it is from. The
 * first two literals are the watched ones.
 */
final class Clauses {
  private static final int HEADER = 2;

  private int[] words = new int[1 << 12];
  private int size = 1;

  int add(int tag, IntList literals) {
    int clause = size;
    size += HEADER + literals.size();
    if (size > words.length) {
      words = Arrays.copyOf(words, Math.max(size, 2 * words.length));
    }
    words[clause] = literals.size();
    words[clause + 1] = tag;
    for (int i = 0; i < literals.size(); i++) {
      words[clause + HEADER + i] = literals.get(i);
    }
    return clause;
  }

  int length(int clause) {
    return words[clause];
  }

  int tag(int clause) {
    return words[clause + 1];
  }

  int literal(int clause, int index) {
    return words[clause + HEADER + index];
  }

  void swap(int clause, int one, int other) {
    int kept = words[clause + HEADER + one];
    words[clause + HEADER + one] = words[clause + HEADER + other];
    words[clause + HEADER + other] = kept;
  }
}
