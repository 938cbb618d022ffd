package org.repo2oci.lock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.failure.BuildFailure;

/** The file format of locks, documented in {@code docs/lock.md}; the same lock is the same text. */
public final class LockFile {
  private static final int MAX_BYTES = 64 << 20;
  private static final JsonMapper MAPPER = mapper();

  private LockFile() {}

  /** The text of a lock, with a newline at its end. */
  public static byte[] write(Lock lock) {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
    printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
    try {
      String text = MAPPER.writer(printer).writeValueAsString(LockWriter.json(lock));
      return (text + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a lock.
   *
   * @param name where it comes from, for people
   * @throws BuildFailure where it is no lock that this version understands
   */
  public static Lock read(byte[] text, String name) {
    if (text.length > MAX_BYTES) {
      throw unreadable(name, "it is larger than 64 MiB");
    }
    JsonNode json;
    try {
      json = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw unreadable(
          name,
          "it is not JSON at line %d: %s"
              .formatted(e.getLocation().getLineNr(), e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      return LockReader.lock(new Fields(json, ""));
    } catch (LockFormatException | IllegalArgumentException e) {
      throw unreadable(name, String.valueOf(e.getMessage()));
    }
  }

  /** The Debian part alone, for keeping it between builds. */
  public static byte[] writeDebian(LockedDebian packages) {
    return LockWriter.debian(packages).toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads what {@link #writeDebian} wrote; empty where another version did. */
  public static Optional<LockedDebian> readDebian(byte[] text) {
    try {
      return Optional.of(LockReader.debian(new Fields(MAPPER.readTree(text), "")));
    } catch (IOException | LockFormatException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static BuildFailure unreadable(String name, String reason) {
    return BuildFailure.input("Cannot read the lock `%s`: %s".formatted(name, reason))
        .withHint("`repo2oci lock REPO -o %s` writes a new one".formatted(name));
  }

  private static JsonMapper mapper() {
    JsonMapper mapper = JsonMapper.builder().build();
    mapper
        .getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(20).build());
    return mapper;
  }
}
