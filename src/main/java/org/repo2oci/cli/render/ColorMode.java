package org.repo2oci.cli.render;

import org.repo2oci.cli.application.HostSettings;

/** When text is coloured. */
public enum ColorMode {
  AUTO,
  ALWAYS,
  NEVER;

  /** Parses the word that a user typed. */
  public static ColorMode parse(String text) {
    for (ColorMode mode : values()) {
      if (mode.name().equalsIgnoreCase(text)) {
        return mode;
      }
    }
    throw new IllegalArgumentException("`%s` is none of auto, always, never".formatted(text));
  }

  /**
   * The palette for a stream; {@code NO_COLOR} and {@code CLICOLOR_FORCE} count where the user did
   * not decide (no-color.org, bixense.com/clicolors).
   */
  public Palette palette(HostSettings host, boolean terminal) {
    return new Palette(
        switch (this) {
          case ALWAYS -> true;
          case NEVER -> false;
          case AUTO ->
              host.variable("NO_COLOR").isEmpty()
                  && (host.variable("CLICOLOR_FORCE")
                          .filter(force -> !force.equals("0"))
                          .isPresent()
                      || (terminal && !host.variable("TERM").orElse("dumb").equals("dumb")));
        });
  }
}
