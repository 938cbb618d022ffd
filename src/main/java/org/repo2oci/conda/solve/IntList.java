package org.repo2oci.conda.solve;

import java.util.Arrays;

/** Ints in a row that grows. */
final class IntList {
  private int[] values = new int[8];
  private int size;

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  int get(int index) {
    return values[index];
  }

  void set(int index, int value) {
    values[index] = value;
  }

  int last() {
    return values[size - 1];
  }

  int removeLast() {
    return values[--size];
  }

  void swap(int one, int other) {
    int kept = values[one];
    values[one] = values[other];
    values[other] = kept;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void clear() {
    size = 0;
  }

  IntList copy() {
    IntList copy = new IntList();
    copy.values = values.clone();
    copy.size = size;
    return copy;
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
