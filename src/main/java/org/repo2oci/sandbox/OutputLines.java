package org.repo2oci.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Cuts a program's output into lines, passes each on, and keeps the last ones. */
final class OutputLines {
  static final int KEPT = 40;

  /** Longer lines are cut in pieces: a program need never write a line feed. */
  private static final int MAX_LINE_BYTES = 1 << 16;

  private final Consumer<String> listener;
  private final Deque<String> last = new ArrayDeque<>();

  OutputLines(Consumer<String> listener) {
    this.listener = listener;
  }

  /** Reads to the end. */
  void readAll(InputStream input) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 13];
    for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
      for (int i = 0; i < count; i++) {
        if (buffer[i] == '\n') {
          end(line);
        } else {
          line.write(buffer[i]);
          if (line.size() == MAX_LINE_BYTES) {
            end(line);
          }
        }
      }
    }
    if (line.size() > 0) {
      end(line);
    }
  }

  private void end(ByteArrayOutputStream line) {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (text.endsWith("\r")) {
      text = text.substring(0, text.length() - 1);
    }
    synchronized (last) {
      if (last.size() == KEPT) {
        last.removeFirst();
      }
      last.addLast(text);
    }
    listener.accept(text);
  }

  List<String> last() {
    synchronized (last) {
      return List.copyOf(last);
    }
  }
}
