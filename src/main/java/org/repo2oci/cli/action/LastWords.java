package org.repo2oci.cli.action;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Passes everything on, and remembers the end of it. */
final class LastWords extends OutputStream {
  private static final int KEPT = 16_384;

  private final PrintStream to;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  LastWords(PrintStream to) {
    this.to = to;
  }

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int start, int length) {
    to.write(bytes, start, length);
    kept.write(bytes, start, length);
    if (kept.size() > 2 * KEPT) {
      byte[] all = kept.toByteArray();
      kept.reset();
      kept.write(all, all.length - KEPT, KEPT);
    }
  }

  @Override
  public void flush() {
    to.flush();
  }

  /** The error as a person reads it, without the lines for the runner. */
  synchronized String error() {
    String text = kept.toString(StandardCharsets.UTF_8);
    int start = Math.max(text.indexOf("\nerror: ") + 1, 0);
    StringBuilder error = new StringBuilder();
    for (String line : text.substring(start).split("\n", -1)) {
      if (!line.startsWith("::")) {
        error.append(line).append('\n');
      }
    }
    return error.toString().strip();
  }
}
