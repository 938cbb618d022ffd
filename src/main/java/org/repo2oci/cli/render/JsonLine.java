package org.repo2oci.cli.render;

/** A flat JSON object on one line (RFC 8259), of strings only. */
public final class JsonLine {
  private final StringBuilder text = new StringBuilder("{");

  public JsonLine with(String name, String value) {
    if (text.length() > 1) {
      text.append(", ");
    }
    quote(name);
    text.append(": ");
    quote(value);
    return this;
  }

  /** The line with its line feed. */
  public String end() {
    return text.append("}\n").toString();
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          // Also lone surrogates, which UTF-8 cannot hold, and the line ends of other readers.
          if (c < ' '
              || (c >= 0x7f && c < 0xa0)
              || Character.isSurrogate(c)
              || c == 0x2028
              || c == 0x2029) {
            text.append("\\u%04x".formatted((int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
