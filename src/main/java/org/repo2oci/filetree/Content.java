package org.repo2oci.filetree;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** The bytes of a regular file, lazily: bytes, a range of a file, or a range still compressed. */
public sealed interface Content {
  /** The uncompressed size in bytes. */
  long size();

  /** The uncompressed bytes; the caller closes the stream. */
  InputStream open() throws IOException;

  /** Bytes in memory; for small, generated files. */
  record Bytes(byte[] bytes) implements Content {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }

  /** A range of a file on disk, as it is. */
  record Range(Path file, long offset, long size) implements Content {
    public Range {
      if (offset < 0 || size < 0) {
        throw new IllegalArgumentException("a range starts at 0 or later and is not negative");
      }
    }

    @Override
    public InputStream open() throws IOException {
      return FileSlice.open(file, offset, size);
    }
  }

  /**
   * A raw deflate stream (RFC 1951) inside a file, such as a member of a zip; it can be copied into
   * a gzip layer without inflating it.
   *
   * @param size inflated, in bytes
   * @param crc32 of the inflated bytes, unsigned
   */
  record Deflated(Path file, long offset, long compressedSize, long size, long crc32)
      implements Content {
    public Deflated {
      if (offset < 0 || compressedSize < 0 || size < 0 || (crc32 >>> 32) != 0) {
        throw new IllegalArgumentException("a deflated range has no negative numbers");
      }
    }

    @Override
    public InputStream open() throws IOException {
      Inflater inflater = new Inflater(true);
      InputStream raw = FileSlice.open(file, offset, compressedSize);
      return new InflaterInputStream(raw, inflater, 1 << 16) {
        @Override
        public void close() throws IOException {
          try {
            super.close();
          } finally {
            inflater.end();
          }
        }
      };
    }
  }

  static Content of(byte[] bytes) {
    return new Bytes(bytes);
  }

  /** A whole file, of the size that it has now. */
  static Content ofFile(Path file) throws IOException {
    return new Range(file, 0, java.nio.file.Files.size(file));
  }
}
