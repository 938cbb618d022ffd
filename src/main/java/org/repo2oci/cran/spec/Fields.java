package org.repo2oci.cran.spec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Records of {@code Name: value} with continuation lines, as R's {@code read.dcf} takes them. */
public final class Fields {
  private Fields() {}

  /** The first record of a small text. */
  public static Map<String, String> first(String text) {
    Map<String, String> first = new LinkedHashMap<>();
    try {
      read(
          new StringReader(text),
          fields -> {
            if (first.isEmpty()) {
              first.putAll(fields);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return first;
  }

  /** Hands records over one by one. */
  public static void read(Reader in, Consumer<Map<String, String>> consumer) throws IOException {
    BufferedReader lines = new BufferedReader(in, 1 << 16);
    Map<String, String> fields = new LinkedHashMap<>();
    String last = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isBlank()) {
        hand(fields, consumer);
        fields = new LinkedHashMap<>();
        last = "";
      } else if (Character.isWhitespace(line.charAt(0))) {
        if (!last.isEmpty()) {
          fields.merge(last, line.strip(), (before, more) -> before + "\n" + more);
        }
      } else {
        int colon = line.indexOf(':');
        last = colon < 1 ? "" : line.substring(0, colon);
        if (!last.isEmpty()) {
          fields.put(last, line.substring(colon + 1).strip());
        }
      }
    }
    hand(fields, consumer);
  }

  private static void hand(Map<String, String> fields, Consumer<Map<String, String>> consumer) {
    if (!fields.isEmpty()) {
      consumer.accept(fields);
    }
  }
}
