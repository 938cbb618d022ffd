package org.repo2oci.build;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.repo2oci.image.Descriptor;
import org.repo2oci.image.Digest;
import org.repo2oci.image.Manifest;
import org.repo2oci.image.ManifestJson;
import org.repo2oci.image.MediaType;
import org.repo2oci.layer.LayerBlob;
import org.repo2oci.plan.LayerNotes;

/**
 * A layer in a pool: a small manifest under a tag that its key gives.
 *
 * @param contents what the layer holds, as its maker wrote it down; empty where he did not
 * @param used when a build last said that it needs it
 * @param signature hexadecimal; empty where nobody vouches for it
 */
record PoolEntry(Digest key, LayerBlob layer, String contents, Instant used, String signature) {
  static final String TYPE = "application/vnd.repo2oci.layer.v1+json";

  /** All entries have the same. */
  static final byte[] CONFIG = "{}".getBytes(StandardCharsets.UTF_8);

  private static final String USED = "org.repo2oci.pool.used";
  private static final String SIGNATURE = "org.repo2oci.pool.signature";
  private static final int TAG_DIGITS = 40;

  /** The tag of a key's entry. */
  static String tag(Digest key) {
    return "k-" + key.hex().substring(0, TAG_DIGITS);
  }

  /** An entry that is used now, signed where there is a secret. */
  static PoolEntry of(
      Digest key, LayerBlob layer, String contents, Instant now, Optional<String> secret) {
    return new PoolEntry(
        key,
        layer,
        contents,
        now.truncatedTo(ChronoUnit.SECONDS),
        secret.map(text -> sign(key, layer, contents, text)).orElse(""));
  }

  /**
   * Whether who made it knew the secret, so that key and layer belong together; in a time that does
   * not tell how much of the signature is right.
   */
  boolean isSigned(String secret) {
    return MessageDigest.isEqual(
        sign(key, layer, contents, secret).getBytes(StandardCharsets.US_ASCII),
        signature.getBytes(StandardCharsets.UTF_8));
  }

  /** HMAC (RFC 2104) over everything that is believed. */
  private static String sign(Digest key, LayerBlob layer, String contents, String secret) {
    String text =
        String.join(
            "\n",
            "repo2oci pool 2",
            key.toString(),
            layer.mediaType(),
            layer.digest().toString(),
            Long.toString(layer.size()),
            layer.diffId().toString(),
            Long.toString(layer.tarSize()),
            contents);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  Descriptor descriptor() {
    Map<String, String> annotations = new TreeMap<>();
    annotations.put(LayerNotes.KEY, key.toString());
    annotations.put(LayerNotes.DIFF_ID, layer.diffId().toString());
    annotations.put(LayerNotes.TAR_SIZE, Long.toString(layer.tarSize()));
    if (!contents.isEmpty()) {
      annotations.put(LayerNotes.CONTENTS, contents);
    }
    return new Descriptor(layer.mediaType(), layer.digest(), layer.size(), annotations);
  }

  /** The manifest's bytes. */
  byte[] write() {
    Map<String, String> annotations = new TreeMap<>(Map.of(USED, used.toString()));
    if (!signature.isEmpty()) {
      annotations.put(SIGNATURE, signature);
    }
    return ManifestJson.write(
        new Manifest(
            MediaType.OCI_MANIFEST,
            new Descriptor(TYPE, Digest.of(CONFIG), CONFIG.length),
            List.of(descriptor()),
            annotations));
  }

  /** Empty for anything else that lies in the repository. */
  static Optional<PoolEntry> read(byte[] bytes) {
    try {
      Manifest manifest = ManifestJson.read(bytes);
      if (!manifest.config().mediaType().equals(TYPE) || manifest.layers().size() != 1) {
        return Optional.empty();
      }
      Descriptor layer = manifest.layers().getFirst();
      Map<String, String> notes = layer.annotations();
      return Optional.of(
          new PoolEntry(
              Digest.parse(notes.getOrDefault(LayerNotes.KEY, "")),
              new LayerBlob(
                  layer.mediaType(),
                  layer.digest(),
                  layer.size(),
                  Digest.parse(notes.getOrDefault(LayerNotes.DIFF_ID, "")),
                  Long.parseLong(notes.getOrDefault(LayerNotes.TAR_SIZE, ""))),
              notes.getOrDefault(LayerNotes.CONTENTS, ""),
              Instant.parse(manifest.annotations().getOrDefault(USED, "")),
              manifest.annotations().getOrDefault(SIGNATURE, "")));
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      return Optional.empty();
    }
  }
}
