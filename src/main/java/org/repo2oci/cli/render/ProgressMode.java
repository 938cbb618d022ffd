package org.repo2oci.cli.render;

import java.util.Locale;

/** How progress is shown. */
public enum ProgressMode {
  AUTO,
  TTY,
  PLAIN,
  JSON,
  /** The log of a job on GitHub. */
  GITHUB,
  NONE;

  /** Parses the word that a user typed. */
  public static ProgressMode parse(String text) {
    for (ProgressMode mode : values()) {
      if (mode.name().equalsIgnoreCase(text)) {
        return mode;
      }
    }
    throw new IllegalArgumentException(
        "`%s` is none of auto, tty, plain, json, github, none".formatted(text));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
