package org.repo2oci.layer;

import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.repo2oci.filetree.Content;

/** Reads contents in chunks, with few buffers and open files; for one thread. */
final class ContentReader implements AutoCloseable {
  private final OpenFiles files = new OpenFiles();
  private final Inflater inflater = new Inflater(true);
  private final byte[] raw = new byte[1 << 16];
  private final byte[] chunk = new byte[1 << 16];

  /** Takes bytes that are overwritten afterwards. */
  interface Taker {
    void take(byte[] bytes, int offset, int length) throws IOException;
  }

  /**
   * Gives all bytes of a content.
   *
   * @param path for messages
   * @throws BadArchive where a deflate stream is damaged, or other than it says
   */
  void read(String path, Content content, Taker taker) throws IOException {
    switch (content) {
      case Content.Bytes(byte[] bytes) -> taker.take(bytes, 0, bytes.length);
      case Content.Range range -> read(range, taker);
      case Content.Deflated deflated -> inflate(path, deflated, taker);
    }
  }

  /** Gives the bytes of a deflate stream as they are. */
  void readRaw(Content.Deflated content, Taker taker) throws IOException {
    read(new Content.Range(content.file(), content.offset(), content.compressedSize()), taker);
  }

  private void read(Content.Range range, Taker taker) throws IOException {
    for (long done = 0; done < range.size(); ) {
      int length = (int) Math.min(chunk.length, range.size() - done);
      files.read(range.file(), range.offset() + done, chunk, 0, length);
      taker.take(chunk, 0, length);
      done += length;
    }
  }

  private void inflate(String path, Content.Deflated content, Taker taker) throws IOException {
    CRC32 crc = new CRC32();
    long taken = 0;
    long fed = 0;
    inflater.reset();
    try {
      while (!inflater.finished()) {
        if (inflater.needsInput()) {
          int length = (int) Math.min(raw.length, content.compressedSize() - fed);
          if (length == 0) {
            throw damaged(path, content);
          }
          files.read(content.file(), content.offset() + fed, raw, 0, length);
          inflater.setInput(raw, 0, length);
          fed += length;
        }
        int count = inflater.inflate(chunk);
        if (count == 0 && inflater.needsDictionary()) {
          throw damaged(path, content);
        }
        taken += count;
        if (taken > content.size()) {
          throw damaged(path, content);
        }
        crc.update(chunk, 0, count);
        taker.take(chunk, 0, count);
      }
    } catch (DataFormatException e) {
      throw (BadArchive) damaged(path, content).initCause(e);
    }
    boolean ended = fed == content.compressedSize() && inflater.getRemaining() == 0;
    if (!ended || taken != content.size() || crc.getValue() != content.crc32()) {
      throw damaged(path, content);
    }
  }

  private static BadArchive damaged(String path, Content.Deflated content) {
    return new BadArchive(
        "`%s` is damaged in `%s`: its bytes are not of the size and CRC-32 given there"
            .formatted(path, content.file()));
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    files.close();
  }
}
