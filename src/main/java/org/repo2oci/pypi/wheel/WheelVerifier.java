package org.repo2oci.pypi.wheel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.repo2oci.image.Digest;
import org.repo2oci.store.Store;

/**
 * Checks every byte of a wheel against the zip's directory and against RECORD. A wheel without a
 * fault is checked once: that it passed is remembered in the store.
 *
 * <p>What the zip's directory says has to be true. A wrong RECORD is told to the caller: the whole
 * wheel's digest has been checked, so that its files are those that were locked, and pip and uv
 * install them.
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
   * @return what is wrong in its RECORD
   * @throws org.repo2oci.failure.BuildFailure naming the member that is not what the zip says
   */
  public List<RecordFault> verify(WheelArchive wheel, Digest digest) throws IOException {
    boolean passed =
        store.record(KIND, digest).filter(known -> Arrays.equals(known, CHECKS)).isPresent();
    if (passed) {
      return List.of();
    }
    List<RecordFault> faults = check(wheel);
    if (faults.isEmpty()) {
      store.putRecord(KIND, digest, CHECKS);
    }
    return faults;
  }

  static List<RecordFault> check(WheelArchive wheel) throws IOException {
    List<RecordFault> faults = new ArrayList<>();
    Set<String> hashed = new HashSet<>();
    for (RecordRow row : wheel.recordRows()) {
      Optional<ZipMember> member = wheel.member(row.path());
      if (member.isEmpty()) {
        faults.add(new RecordFault(row.path(), "there is no such file", true, Optional.empty()));
        continue;
      }
      hashed.add(row.path());
      check(wheel, row, member.get()).ifPresent(faults::add);
    }
    for (ZipMember member : wheel.members()) {
      if (!hashed.contains(member.name())) {
        MemberCheck.inflate(wheel, member, List.of());
      }
    }
    return faults;
  }

  /** Reads the member to its end, and says what is wrong in its row. */
  private static Optional<RecordFault> check(WheelArchive wheel, RecordRow row, ZipMember member)
      throws IOException {
    // No file can hold its own hash, and those of signatures are made later.
    boolean unhashed = row.hash().isEmpty() || isUnhashed(wheel, row.path());
    Optional<MessageDigest> algorithm = unhashed ? Optional.empty() : algorithm(row.hash());
    MemberCheck.inflate(wheel, member, algorithm.stream().toList());
    if (isUnhashed(wheel, row.path())) {
      return Optional.empty();
    }
    if (!row.size().isEmpty() && !row.size().equals(Long.toString(member.content().size()))) {
      String reason = "it has %d bytes, not %s".formatted(member.content().size(), row.size());
      return Optional.of(fault(wheel, member, reason, true));
    }
    if (unhashed) {
      return Optional.empty();
    }
    if (algorithm.isEmpty()) {
      String reason = "its hash `%s` is none that counts".formatted(row.hash());
      return Optional.of(fault(wheel, member, reason, true));
    }
    byte[] digest = algorithm.get().digest();
    String stated = row.hash().substring(row.hash().indexOf('=') + 1).replaceAll("=+$", "");
    if (RecordRow.encoded(digest).equals(stated)) {
      return Optional.empty();
    }
    return Optional.of(
        HexFormat.of().formatHex(digest).equalsIgnoreCase(stated)
            ? fault(wheel, member, "its hash is in hexadecimal", false)
            : fault(wheel, member, "its content has another hash", true));
  }

  private static RecordFault fault(
      WheelArchive wheel, ZipMember member, String reason, boolean ofContent) throws IOException {
    MessageDigest sha256 = Digest.algorithm();
    MemberCheck.inflate(wheel, member, List.of(sha256));
    return new RecordFault(
        member.name(),
        reason,
        ofContent,
        Optional.of(RecordRow.of(member.name(), sha256.digest(), member.content().size())));
  }

  private static boolean isUnhashed(WheelArchive wheel, String path) {
    String folder = wheel.distInfo() + "/";
    return path.startsWith(folder) && SIGNATURES.contains(path.substring(folder.length()));
  }

  /** Empty for a hash that is weak or cannot be read. */
  private static Optional<MessageDigest> algorithm(String hash) {
    String name = hash.substring(0, Math.max(0, hash.indexOf('=')));
    String java =
        switch (name) {
          case "sha256" -> "SHA-256";
          case "sha384" -> "SHA-384";
          case "sha512" -> "SHA-512";
          default -> "";
        };
    try {
      return java.isEmpty() ? Optional.empty() : Optional.of(MessageDigest.getInstance(java));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
