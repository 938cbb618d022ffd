package org.repo2oci.fetch;

import java.net.http.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a server says a document's version is (RFC 9110, 8.8). */
public record Validators(Optional<String> entityTag, Optional<String> lastModified) {
  static final Validators NONE = new Validators(Optional.empty(), Optional.empty());

  static Validators of(HttpHeaders headers) {
    return new Validators(headers.firstValue("ETag"), headers.firstValue("Last-Modified"));
  }

  boolean isEmpty() {
    return entityTag.isEmpty() && lastModified.isEmpty();
  }

  /** Headers that ask for the document only where it has changed. */
  Map<String, String> unlessChanged() {
    Map<String, String> headers = new LinkedHashMap<>();
    entityTag.ifPresent(tag -> headers.put("If-None-Match", tag));
    lastModified.ifPresent(date -> headers.put("If-Modified-Since", date));
    return headers;
  }

  /** The value of {@code If-Range}; a weak tag may not be used there (RFC 9110, 13.1.5). */
  Optional<String> forRange() {
    return entityTag.filter(tag -> !tag.startsWith("W/")).or(() -> lastModified);
  }
}
