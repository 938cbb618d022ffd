package org.repo2oci.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A content digest in OCI form; only {@code sha256} is used (OCI image-spec, descriptor.md,
 * "Digests").
 */
public record Digest(String hex) implements Comparable<Digest> {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
  private static final String PREFIX = "sha256:";

  public Digest {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException("`%s` is not a sha256 hex digest".formatted(hex));
    }
  }

  /** Parses {@code sha256:<64 hex>}. */
  public static Digest parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("`%s` is not a sha256 digest".formatted(text));
    }
    return new Digest(text.substring(PREFIX.length()));
  }

  /** The digest of these bytes. */
  public static Digest of(byte[] content) {
    return from(algorithm().digest(content));
  }

  /** The digest that a finished {@link MessageDigest#digest()} gave. */
  public static Digest from(byte[] raw) {
    return new Digest(HexFormat.of().formatHex(raw));
  }

  /** A fresh SHA-256; every JDK has it. */
  public static MessageDigest algorithm() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first twelve hex digits, for people. */
  public String shortened() {
    return hex.substring(0, 12);
  }

  @Override
  public int compareTo(Digest other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return PREFIX + hex;
  }
}
