package org.repo2oci.pypi.wheel;

import java.util.ArrayList;
import java.util.List;

/** Reads and writes RECORD: comma-separated, quoted where needed (RFC 4180). */
public final class RecordFile {
  private RecordFile() {}

  /** The rows; fields that are missing are empty, fields beyond the third are ignored. */
  public static List<RecordRow> parse(String text) {
    List<RecordRow> rows = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : '\n';
      if (quoted && i < text.length()) {
        if (c != '"') {
          field.append(c);
        } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
          field.append('"');
          i++;
        } else {
          quoted = false;
        }
      } else if (c == '"' && field.isEmpty()) {
        quoted = true;
      } else if (c == ',') {
        fields.add(field.toString());
        field.setLength(0);
      } else if (c == '\n' || c == '\r') {
        fields.add(field.toString());
        field.setLength(0);
        addRow(rows, fields);
      } else {
        field.append(c);
      }
    }
    return rows;
  }

  private static void addRow(List<RecordRow> rows, List<String> fields) {
    if (!fields.getFirst().isEmpty()) {
      rows.add(
          new RecordRow(
              fields.getFirst(),
              fields.size() > 1 ? fields.get(1) : "",
              fields.size() > 2 ? fields.get(2) : ""));
    }
    fields.clear();
  }

  /** The text, with the rows in {@link RecordRow#ORDER}. */
  public static String format(List<RecordRow> rows) {
    StringBuilder text = new StringBuilder();
    rows.stream()
        .sorted(RecordRow.ORDER)
        .forEach(row ->
            text.append(quoted(row.path()))
                .append(',')
                .append(quoted(row.hash()))
                .append(',')
                .append(quoted(row.size()))
                .append("\r\n"));
    return text.toString();
  }

  private static String quoted(String field) {
    boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
