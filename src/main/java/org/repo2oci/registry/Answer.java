package org.repo2oci.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.repo2oci.fetch.Redacted;
import org.repo2oci.image.Digest;

/** What a registry answered, with its small body read. */
record Answer(int status, HttpHeaders headers, byte[] body) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final int LONGEST_REASON = 300;

  Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /** The digest that the registry says this is; empty where it says none or a strange one. */
  Optional<Digest> digest() {
    try {
      return header("Docker-Content-Digest").map(Digest::parse);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether the registry gave this code among its errors (distribution-spec, "Error Codes"). */
  boolean says(String code) {
    for (JsonNode error : errors()) {
      if (error.path("code").asText().equals(code)) {
        return true;
      }
    }
    return false;
  }

  /** The digests that its errors name, such as those of blobs that a manifest misses. */
  Set<Digest> named() {
    Set<Digest> named = new HashSet<>();
    for (JsonNode error : errors()) {
      Matcher digests = DIGEST.matcher(error.path("detail").toString());
      while (digests.find()) {
        named.add(Digest.parse(digests.group()));
      }
    }
    return named;
  }

  /** The registry's own words, redacted and short; empty where it has none. */
  String reason() {
    StringJoiner words = new StringJoiner("; ");
    for (JsonNode error : errors()) {
      String code = error.path("code").asText();
      String message = error.path("message").asText();
      words.add(message.isEmpty() ? code : code.isEmpty() ? message : code + ": " + message);
    }
    String text = Redacted.text(words.toString()).replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) + "…" : text;
  }

  private JsonNode errors() {
    try {
      return JSON.readTree(body).path("errors");
    } catch (IOException e) {
      return JSON.createArrayNode();
    }
  }
}
