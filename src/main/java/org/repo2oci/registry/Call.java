package org.repo2oci.registry;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/** One request to a registry, which can be sent again. */
record Call(String method, URI uri, Map<String, String> headers, Body body) {
  /** What a request carries. */
  sealed interface Body {
    /** Nothing. */
    record None() implements Body {}

    /** A small document. */
    record Bytes(byte[] bytes) implements Body {}

    /**
     * A part of a file.
     *
     * @param sent hears the number of bytes after each piece
     */
    record Part(Path file, long offset, long length, LongConsumer sent) implements Body {}
  }

  static Call of(String method, URI uri) {
    return new Call(method, uri, Map.of(), new Body.None());
  }

  Call with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Call(method, uri, more, body);
  }

  Call with(Body content) {
    return new Call(method, uri, headers, content);
  }

  Call to(URI other) {
    return new Call(method, other, headers, body);
  }
}
