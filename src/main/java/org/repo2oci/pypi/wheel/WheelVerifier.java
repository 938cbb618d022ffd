package org.repo2oci.pypi.wheel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.repo2oci.image.Digest;
import org.repo2oci.store.Store;

/**
 * Checks every byte of a wheel against the zip's directory and against RECORD, once per wheel: what
 * passed is remembered in the store.
 */
public final class WheelVerifier {
  private static final String KIND = "wheel-verified";

  /** Raised when the checks become stricter, so that every wheel is looked at again. */
  private static final byte[] CHECKS = "1".getBytes(StandardCharsets.US_ASCII);

  private static final Set<String> SIGNATURES = Set.of("RECORD", "RECORD.jws", "RECORD.p7s");

  private final Store store;

  public WheelVerifier(Store store) {
    this.store = store;
  }

  /**
   * Checks the wheel, if no wheel with this digest has passed before.
   *
   * @param digest of the wheel's file, which the caller has checked
   * @throws org.repo2oci.failure.BuildFailure naming the member that is wrong
   */
  public void verify(WheelArchive wheel, Digest digest) throws IOException {
    boolean passed =
        store.record(KIND, digest).filter(known -> Arrays.equals(known, CHECKS)).isPresent();
    if (!passed) {
      check(wheel);
      store.putRecord(KIND, digest, CHECKS);
    }
  }

  static void check(WheelArchive wheel) throws IOException {
    Set<String> hashed = new HashSet<>();
    for (RecordRow row : wheel.recordRows()) {
      Optional<ZipMember> member = wheel.member(row.path());
      if (member.isEmpty()) {
        throw wheel.refused("its RECORD lists `%s`, which is not there".formatted(row.path()));
      }
      check(wheel, row, member.get());
      hashed.add(row.path());
    }
    for (ZipMember member : wheel.members()) {
      if (!hashed.contains(member.name())) {
        MemberCheck.inflate(wheel, member, List.of());
      }
    }
  }

  private static void check(WheelArchive wheel, RecordRow row, ZipMember member)
      throws IOException {
    if (!row.size().isEmpty() && !row.size().equals(Long.toString(member.content().size()))) {
      throw wheel.refused(
          "its RECORD says %s bytes for `%s`, which has %d"
              .formatted(row.size(), row.path(), member.content().size()));
    }
    int equals = row.hash().indexOf('=');
    if (equals < 0) {
      if (!SIGNATURES.contains(row.path().substring(row.path().lastIndexOf('/') + 1))
          && !row.hash().isEmpty()) {
        throw wheel.refused(
            "its RECORD has no hash that can be read for `%s`".formatted(row.path()));
      }
      MemberCheck.inflate(wheel, member, List.of());
      return;
    }
    MessageDigest algorithm = algorithm(wheel, row, row.hash().substring(0, equals));
    MemberCheck.inflate(wheel, member, List.of(algorithm));
    String stated = row.hash().substring(equals + 1).replaceAll("=+$", "");
    if (!RecordRow.encoded(algorithm.digest()).equals(stated)) {
      throw wheel.refused("the content of `%s` is not what its RECORD says".formatted(row.path()));
    }
  }

  private static MessageDigest algorithm(WheelArchive wheel, RecordRow row, String name) {
    String java =
        switch (name) {
          case "sha256" -> "SHA-256";
          case "sha384" -> "SHA-384";
          case "sha512" -> "SHA-512";
          default ->
              throw wheel.refused(
                  "its RECORD has a `%s` hash for `%s`; sha256 or better is needed"
                      .formatted(name, row.path()));
        };
    try {
      return MessageDigest.getInstance(java);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
