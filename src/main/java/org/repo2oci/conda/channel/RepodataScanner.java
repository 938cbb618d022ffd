package org.repo2oci.conda.channel;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Finds where each record of a {@code repodata.json} begins and ends, in one pass and without
 * making objects: hundreds of megabytes hold a few thousand records that anyone wants. Only the
 * outline is checked; a record's own syntax is when it is read.
 */
final class RepodataScanner {
  /** Uncompressed; the largest real index has 0.4 GB. */
  private static final long LARGEST = 8L << 30;

  private static final int DEEPEST = 64;
  private static final boolean[] STRUCTURE = new boolean[256];

  static {
    for (char c : "\"{}[]".toCharArray()) {
      STRUCTURE[c] = true;
    }
  }

  private final ByteWindow window;
  private final Sink sink;

  RepodataScanner(InputStream in, Sink sink) {
    this.window = new ByteWindow(in, LARGEST);
    this.sink = sink;
  }

  /** Hears what is found; the bytes are lent for the time of the call. */
  interface Sink {
    /**
     * One record.
     *
     * @param from where its key's first quote is
     * @param keyEnd where its key's last quote is
     * @param to behind its value
     */
    void record(Section section, byte[] bytes, int from, int keyEnd, int to) throws IOException;

    /** Any other entry of the outermost object that is wanted: {@code info} and the version. */
    void entry(String key, byte[] bytes, int from, int to) throws IOException;
  }

  void scan() throws IOException {
    int first = next();
    if (first == '<') {
      throw new IndexSyntaxException("a web page came instead of an index");
    }
    if (first != '{') {
      throw syntax("an object was expected");
    }
    object(this::topEntry);
    if (next() >= 0) {
      throw syntax("more than one object");
    }
  }

  private void topEntry(String key) throws IOException {
    switch (key) {
      case "packages" -> records(Section.TAR);
      case "packages.conda" -> records(Section.CONDA);
      case "v3" -> {
        if (next() != '{') {
          throw syntax("`v3` is no object");
        }
        object(form -> {
          switch (form) {
            case "conda" -> records(Section.V3_CONDA);
            case "tar.bz2" -> records(Section.V3_TAR);
            default -> skipValue();
          }
        });
      }
      case "info", "repodata_version" -> {
        next();
        window.mark();
        skipValue();
        sink.entry(key, window.buffer(), window.markPosition(), window.position());
        window.letGo();
      }
      default -> skipValue();
    }
  }

  /** Hears a key; must go over the value. */
  private interface Entry {
    void at(String key) throws IOException;
  }

  private void object(Entry entry) throws IOException {
    take('{');
    if (next() == '}') {
      take('}');
      return;
    }
    while (true) {
      entry.at(key());
      if (next() == ',') {
        take(',');
      } else {
        take('}');
        return;
      }
    }
  }

  private String key() throws IOException {
    next();
    window.mark();
    skipString();
    String key =
        new String(
            window.buffer(),
            window.markPosition() + 1,
            window.position() - window.markPosition() - 2,
            StandardCharsets.UTF_8);
    window.letGo();
    next();
    take(':');
    return key;
  }

  private void records(Section section) throws IOException {
    if (next() != '{') {
      throw syntax("the packages are no object");
    }
    take('{');
    if (next() == '}') {
      take('}');
      return;
    }
    while (true) {
      next();
      window.mark();
      skipString();
      int keyLength = window.position() - window.markPosition();
      next();
      take(':');
      skipValue();
      int from = window.markPosition();
      sink.record(section, window.buffer(), from, from + keyLength - 1, window.position());
      window.letGo();
      if (next() == ',') {
        take(',');
      } else {
        take('}');
        return;
      }
    }
  }

  private void skipValue() throws IOException {
    int first = next();
    switch (first) {
      case '"' -> skipString();
      case '{', '[' -> skipContainer();
      case -1 -> throw cutOff();
      default -> skipWord();
    }
  }

  /** A number, {@code true}, {@code false} or {@code null}. */
  private void skipWord() throws IOException {
    boolean any = false;
    while (true) {
      int c = peek();
      if (c < 0) {
        throw cutOff();
      }
      boolean word = Character.isLetterOrDigit(c) || c == '-' || c == '+' || c == '.';
      if (!word) {
        break;
      }
      any = true;
      window.moveTo(window.position() + 1);
    }
    if (!any) {
      throw syntax("a value was expected");
    }
  }

  private void skipString() throws IOException {
    take('"');
    window.moveTo(restOfString(window.position()));
  }

  /** The loop in which nearly all of the time goes. */
  private void skipContainer() throws IOException {
    byte[] bytes = window.buffer();
    int end = window.end();
    int i = window.position();
    int depth = 0;
    while (true) {
      while (!STRUCTURE[bytes[i] & 0xff]) {
        i++;
      }
      if (i >= end) {
        i = refilled(end);
        bytes = window.buffer();
        end = window.end();
        continue;
      }
      byte c = bytes[i++];
      if (c == '"') {
        while (bytes[i] != '"' && bytes[i] != '\\') {
          i++;
        }
        if (i < end && bytes[i] == '"') {
          i++;
          continue;
        }
        // The end of the buffer, or an escape.
        i = restOfString(Math.min(i, end));
        bytes = window.buffer();
        end = window.end();
      } else if (c == '{' || c == '[') {
        if (++depth > DEEPEST) {
          window.moveTo(i);
          throw syntax("it is nested too deeply");
        }
      } else if (--depth == 0) {
        window.moveTo(i);
        return;
      }
    }
  }

  /** From anywhere inside a string to behind its end. */
  private int restOfString(int from) throws IOException {
    byte[] bytes = window.buffer();
    int i = from;
    while (true) {
      while (bytes[i] != '"' && bytes[i] != '\\') {
        i++;
      }
      if (i >= window.end()) {
        i = refilled(window.end());
        bytes = window.buffer();
      } else if (bytes[i] == '"') {
        return i + 1;
      } else {
        if (i + 1 >= window.end()) {
          i = refilled(i);
          bytes = window.buffer();
        }
        i += 2;
        if (i > window.end()) {
          throw cutOff();
        }
      }
    }
  }

  /** Reads more from an index on; gives the index of the same byte in the buffer. */
  private int refilled(int index) throws IOException {
    window.moveTo(index);
    if (!window.more()) {
      throw cutOff();
    }
    return window.position();
  }

  /** The next byte that is no blank, not taken; -1 at the end. */
  private int next() throws IOException {
    while (true) {
      int c = peek();
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return c;
      }
      window.moveTo(window.position() + 1);
    }
  }

  private int peek() throws IOException {
    if (window.position() >= window.end() && !window.more()) {
      return -1;
    }
    return window.buffer()[window.position()] & 0xff;
  }

  private void take(char wanted) throws IOException {
    int c = peek();
    if (c < 0) {
      throw cutOff();
    }
    if (c != wanted) {
      throw syntax("`%s` was expected".formatted(wanted));
    }
    window.moveTo(window.position() + 1);
  }

  private IndexSyntaxException syntax(String what) {
    return new IndexSyntaxException("%s at byte %d".formatted(what, window.offset()));
  }

  private static EOFException cutOff() {
    return new EOFException("it ends in the middle");
  }
}
