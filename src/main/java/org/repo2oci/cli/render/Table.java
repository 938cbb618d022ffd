package org.repo2oci.cli.render;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns; a column whose heading starts with {@code >} is set to the right. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();
  private final List<Boolean> right = new ArrayList<>();

  Table(String... headings) {
    List<String> first = new ArrayList<>();
    for (String heading : headings) {
      right.add(heading.startsWith(">"));
      first.add(heading.startsWith(">") ? heading.substring(1) : heading);
    }
    rows.add(first);
  }

  void row(String... cells) {
    rows.add(List.of(cells));
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < right.size(); column++) {
        String cell = row.get(column);
        String room = " ".repeat(width(column) - cell.length());
        line.append(column == 0 ? "" : "  ");
        line.append(right.get(column) ? room + cell : cell + room);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
