package org.repo2oci.cli.render;

/**
 * Colours that only repeat what the text already says: red for an error, yellow for a warning, cyan
 * for a hint, green for done.
 */
public record Palette(boolean on) {
  String error(String text) {
    return styled("1;31", text);
  }

  String warning(String text) {
    return styled("1;33", text);
  }

  String hint(String text) {
    return styled("1;36", text);
  }

  String done(String text) {
    return styled("32", text);
  }

  String faint(String text) {
    return styled("2", text);
  }

  String strong(String text) {
    return styled("1", text);
  }

  private String styled(String code, String text) {
    return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
