package org.repo2oci.lock;

/** What is wrong with a lock file, and where in it. */
final class LockFormatException extends RuntimeException {
  LockFormatException(String message) {
    super(message);
  }
}
