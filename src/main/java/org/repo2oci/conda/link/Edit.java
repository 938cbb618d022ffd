package org.repo2oci.conda.link;

/** A replacement of some bytes of a file, which may be none, by others. */
record Edit(long offset, long length, byte[] replacement) {
  long end() {
    return offset + length;
  }
}
