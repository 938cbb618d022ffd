package org.repo2oci.layer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.repo2oci.image.Digest;

/**
 * The text form of what is known of a layer: one value a line, and after them what the caller notes
 * beside it.
 */
final class LayerRecord {
  private static final Pattern LINE = Pattern.compile("\n");
  private static final int LINES = 5;

  private LayerRecord() {}

  static String text(LayerBlob layer, String notes) {
    String values =
        String.join(
            "\n",
            layer.mediaType(),
            layer.digest().toString(),
            Long.toString(layer.size()),
            layer.diffId().toString(),
            Long.toString(layer.tarSize()));
    return notes.isEmpty() ? values : values + "\n" + notes;
  }

  /** The caller's own notes; empty where there are none. */
  static String notes(byte[] record) {
    String[] lines = LINE.split(new String(record, UTF_8), LINES + 1);
    return lines.length <= LINES ? "" : lines[LINES];
  }

  /** Empty for what another version wrote in another form. */
  static Optional<LayerBlob> parse(byte[] record) {
    List<String> lines = List.of(LINE.split(new String(record, UTF_8), -1));
    if (lines.size() < LINES) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new LayerBlob(
              lines.get(0),
              Digest.parse(lines.get(1)),
              Long.parseLong(lines.get(2)),
              Digest.parse(lines.get(3)),
              Long.parseLong(lines.get(4))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
