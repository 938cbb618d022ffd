package org.repo2oci.fetch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.repo2oci.image.Digest;
import org.repo2oci.store.Store;
import org.repo2oci.store.StoredBlob;

/** What the store remembers of URLs: the bytes that came, and the validators to ask again with. */
final class Documents {
  private static final String KIND = "http-document";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Store store;

  Documents(Store store) {
    this.store = store;
  }

  /** Bytes that were under a URL at some time. */
  record Known(Validators validators, StoredBlob blob) {}

  Optional<Known> known(URI uri, Map<String, String> headers) {
    return store.record(KIND, key(uri, headers)).flatMap(this::parse);
  }

  private Optional<Known> parse(byte[] record) {
    try {
      JsonNode node = JSON.readTree(record);
      Validators validators = new Validators(text(node, "etag"), text(node, "lastModified"));
      return text(node, "digest")
          .map(Digest::parse)
          .flatMap(store::blob)
          .map(blob -> new Known(validators, blob));
    } catch (IOException | IllegalArgumentException e) {
      // A record of another version: the document is asked for afresh.
      return Optional.empty();
    }
  }

  private static Optional<String> text(JsonNode node, String field) {
    return Optional.ofNullable(node.get(field)).filter(JsonNode::isTextual).map(JsonNode::asText);
  }

  void remember(URI uri, Map<String, String> headers, Validators validators, StoredBlob blob)
      throws IOException {
    if (validators.isEmpty()) {
      return;
    }
    ObjectNode node = JSON.createObjectNode();
    node.put("digest", blob.digest().toString());
    validators.entityTag().ifPresent(tag -> node.put("etag", tag));
    validators.lastModified().ifPresent(date -> node.put("lastModified", date));
    store.putRecord(KIND, key(uri, headers), bytes(node));
  }

  private static byte[] bytes(ObjectNode node) throws JsonProcessingException {
    return JSON.writeValueAsBytes(node);
  }

  /** Logins are part of the key, by digest: another user may see another document. */
  private static Digest key(URI uri, Map<String, String> headers) {
    StringBuilder text = new StringBuilder(uri.toString());
    new TreeMap<>(headers)
        .forEach((name, value) -> text.append('\n').append(name).append(": ").append(value));
    return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
