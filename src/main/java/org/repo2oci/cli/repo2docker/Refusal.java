package org.repo2oci.cli.repo2docker;

/** Why a command line is not carried out; the message is what repo2docker says, where it does. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private final int exitCode;

  private Refusal(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The line is none of repo2docker's. */
  static Refusal usage(String message) {
    return new Refusal(message, USAGE);
  }

  /** The line is well-formed, and asks for what cannot be. */
  static Refusal failed(String message) {
    return new Refusal(message, FAILED);
  }

  boolean isUsage() {
    return exitCode == USAGE;
  }

  int exitCode() {
    return exitCode;
  }

  String message() {
    return String.valueOf(getMessage());
  }
}
