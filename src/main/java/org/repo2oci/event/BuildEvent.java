package org.repo2oci.event;

import java.time.Duration;

/** Everything a build tells the outside world; renderers subscribe, the core never prints. */
public sealed interface BuildEvent {
  /** A stage of the way through, in its order. */
  enum Stage {
    FETCH,
    DETECT,
    RESOLVE,
    PLAN,
    DOWNLOAD,
    ASSEMBLE,
    /** Programs of the user's own are run. */
    STEP,
    PUSH,
    EXPORT,
    LAUNCH
  }

  /**
   * How much is to be done, as soon as that is known and before it begins.
   *
   * @param much whether it takes so long that another start of the JVM does not count
   */
  record Foreseen(boolean much) implements BuildEvent {}

  /** A stage began. */
  record Started(Stage stage) implements BuildEvent {}

  /**
   * Bytes moved inside a stage; {@code done} never falls for one {@code item}.
   *
   * @param total bytes; 0 where it is not known
   */
  record Progress(Stage stage, String item, long done, long total) implements BuildEvent {}

  /** Finished work: a past-tense sentence such as {@code Resolved 212 packages}. */
  record Finished(Stage stage, String summary, Duration took) implements BuildEvent {}

  /** A fact worth a line, such as a file that is used or ignored, with the reason. */
  record Noted(Stage stage, String message) implements BuildEvent {}

  /** Something the user should look at; the build goes on. */
  record Warned(String message) implements BuildEvent {}

  /** A line that a program in the sandbox or a server wrote; never trusted, never parsed. */
  record Output(Stage stage, String source, String line) implements BuildEvent {}
}
