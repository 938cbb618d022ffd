package org.repo2oci.cli.command;

/** A command that does something. */
public interface Action {
  /** How the user wants to see it. */
  OutputOptions output();

  /** Does it; the answer is the exit code. */
  int run(Session session);

  /** True where Ctrl-C is how one ends it, and so no failure. */
  default boolean endsWhenAsked() {
    return false;
  }
}
