package org.repo2oci.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code enter.sh} says beside the command's output: lines until {@code exit N}, then a tar,
 * then {@code captured N}.
 */
final class SideChannel {
  /** What the lines said. */
  sealed interface Report {
    /** The command ran and ended. */
    record Ended(int exitCode, List<String> notes) implements Report {}

    /** The command was never started. */
    record Refused(String stage, String reason) implements Report {}

    /** The helper was killed before it could say anything. */
    record Lost(String said) implements Report {}
  }

  private static final int MAX_LINE_BYTES = 1 << 16;

  private SideChannel() {}

  /** Reads lines up to and with the one that says how it went, and no byte more. */
  static Report read(InputStream input) throws IOException {
    List<String> notes = new ArrayList<>();
    StringBuilder other = new StringBuilder();
    while (true) {
      String line = line(input);
      if (line.startsWith("exit ")) {
        return new Report.Ended(Integer.parseInt(line.substring("exit ".length())), notes);
      } else if (line.startsWith("refused ")) {
        int colon = line.indexOf(": ");
        return new Report.Refused(
            line.substring("refused ".length(), colon), line.substring(colon + 2).strip());
      } else if (line.startsWith("note ")) {
        notes.add(line.substring("note ".length()));
      } else if (line.isEmpty()) {
        return new Report.Lost(other.toString().strip());
      } else {
        other.append(line).append('\n');
      }
    }
  }

  private static String line(InputStream input) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = input.read(); next >= 0 && next != '\n'; next = input.read()) {
      if (line.size() < MAX_LINE_BYTES) {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** Remembers the end of a stream, where {@code captured N} stands after the tar's padding. */
  static final class Trailing extends FilterInputStream {
    private static final int KEPT = 64;
    private String end = "";

    Trailing(InputStream input) {
      super(input);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = super.read(into, offset, length);
      if (count > 0) {
        int kept = Math.min(count, KEPT);
        String tail =
            end + new String(into, offset + count - kept, kept, StandardCharsets.ISO_8859_1);
        end = tail.substring(Math.max(0, tail.length() - KEPT));
      }
      return count;
    }

    /** Reads to the end and checks that the archive was whole. */
    void expectCaptured() throws IOException {
      transferTo(OutputStream.nullOutputStream());
      // Status 1 of tar: a file such as a socket was left out.
      if (!end.endsWith("captured 0\n") && !end.endsWith("captured 1\n")) {
        throw new IOException("the changes of the step did not arrive whole");
      }
    }
  }
}
