package org.repo2oci.cli;

/**
 * Ends a command that has said and done nothing yet, so that a JVM that is fit for much work does
 * it from the start. No failure: nobody is told.
 */
final class Restart extends RuntimeException {
  private static final long serialVersionUID = 1;

  Restart() {
    super("the command starts again", null, false, false);
  }
}
