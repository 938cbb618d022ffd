package org.repo2oci.layer;

import java.util.Optional;
import org.repo2oci.image.MediaType;

/** How a layer's tar is compressed. */
public sealed interface Compression {
  /** The media type of a layer that is compressed so (image-spec, media-types.md). */
  String mediaType();

  /** Names everything that the compressed bytes depend on, but for the build of zlib or zstd. */
  String format();

  /**
   * Gzip in several members: a file that is a deflate stream already, such as a wheel's, is copied
   * as a member of its own, the rest is compressed in blocks at fixed places.
   *
   * @param level of zlib, 1 to 9
   * @param spliceFrom deflate streams of at least so many bytes are copied; smaller ones compress
   *     better together
   */
  record Gzip(int level, int spliceFrom) implements Compression {
    /**
     * On seven large wheels (329 MB of tar) a copy from 4 KiB on and level 5 give a blob 0.9 %
     * larger than one stream of level 6, at a fortieth of the time.
     */
    static final Gzip DEFAULT = new Gzip(5, 1 << 12);

    public Gzip {
      require(level, 1, 9, "gzip");
      if (spliceFrom < 0) {
        throw new IllegalArgumentException("a size is not negative: " + spliceFrom);
      }
    }

    @Override
    public String mediaType() {
      return MediaType.OCI_LAYER_GZIP;
    }

    @Override
    public String format() {
      return "gzip:%d,splice:%d,block:%d".formatted(level, spliceFrom, GzipCodec.BLOCK);
    }
  }

  /**
   * Zstandard in frames of fixed size; smaller and faster to unpack, but Docker before 23 cannot
   * read it.
   *
   * @param level 1 to 22
   */
  record Zstd(int level) implements Compression {
    static final int DEFAULT_LEVEL = 3;

    public Zstd {
      require(level, 1, 22, "zstd");
    }

    @Override
    public String mediaType() {
      return MediaType.OCI_LAYER_ZSTD;
    }

    @Override
    public String format() {
      return "zstd:%d,block:%d".formatted(level, ZstdCodec.BLOCK);
    }
  }

  /** The plain tar. */
  record None() implements Compression {
    @Override
    public String mediaType() {
      return MediaType.OCI_LAYER_TAR;
    }

    @Override
    public String format() {
      return "none";
    }
  }

  /** What an image gets where nobody asks for something else. */
  static Compression standard() {
    return Gzip.DEFAULT;
  }

  /** Reads {@code gzip}, {@code gzip:LEVEL}, {@code zstd}, {@code zstd:LEVEL} or {@code none}. */
  static Compression parse(String text) {
    String[] parts = text.split(":", 2);
    Optional<String> level = parts.length == 2 ? Optional.of(parts[1]) : Optional.empty();
    try {
      return switch (parts[0]) {
        case "gzip" ->
            new Gzip(
                level.map(Integer::parseInt).orElse(Gzip.DEFAULT.level()),
                Gzip.DEFAULT.spliceFrom());
        case "zstd" -> new Zstd(level.map(Integer::parseInt).orElse(Zstd.DEFAULT_LEVEL));
        case "none" -> {
          if (level.isPresent()) {
            throw new IllegalArgumentException("`none` has no level");
          }
          yield new None();
        }
        default -> throw new IllegalArgumentException("there are `gzip`, `zstd` and `none`");
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("`%s` has no number as its level".formatted(text), e);
    }
  }

  private static void require(int level, int least, int most, String name) {
    if (level < least || level > most) {
      throw new IllegalArgumentException(
          "%s has the levels %d to %d, not %d".formatted(name, least, most, level));
    }
  }
}
