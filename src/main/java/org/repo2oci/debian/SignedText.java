package org.repo2oci.debian;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;
import org.repo2oci.failure.BuildFailure;

/**
 * A text in OpenPGP's cleartext signature framework (RFC 9580, section 7). Only the signed text is
 * ever given out, and anything before or after the message is refused.
 */
final class SignedText {
  private static final String BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----";
  private static final String BEGIN_SIGNATURE = "-----BEGIN PGP SIGNATURE-----";
  private static final String END_SIGNATURE = "-----END PGP SIGNATURE-----";
  private static final Duration SKEW = Duration.ofDays(1);
  private static final Set<Integer> STRONG =
      Set.of(
          HashAlgorithmTags.SHA256,
          HashAlgorithmTags.SHA384,
          HashAlgorithmTags.SHA512,
          HashAlgorithmTags.SHA3_256,
          HashAlgorithmTags.SHA3_512);

  private final String source;
  private final List<String> lines = new ArrayList<>();
  private final StringBuilder armour = new StringBuilder();

  private SignedText(String source) {
    this.source = source;
  }

  /**
   * The text of a message that at least one of the keys has signed.
   *
   * @param source where it is from, for errors
   */
  static String verified(byte[] message, String source, ArchiveKeys keys, Clock clock) {
    SignedText text = new SignedText(source);
    text.split(new String(message, StandardCharsets.UTF_8));
    text.verify(keys, clock);
    return String.join("\n", text.lines) + "\n";
  }

  private void split(String message) {
    String[] all = message.split("\r?\n", -1);
    int at = 0;
    if (!all[0].stripTrailing().equals(BEGIN)) {
      throw refused("it is not signed")
          .withHint("A Debian archive has a signed `InRelease`; check the mirror's URL");
    }
    do {
      at++;
    } while (at < all.length && all[at].startsWith("Hash:"));
    if (at >= all.length || !all[at].isBlank()) {
      throw refused("its signature has an unknown header");
    }
    for (at++; at < all.length && !all[at].stripTrailing().equals(BEGIN_SIGNATURE); at++) {
      lines.add(all[at].startsWith("- ") ? all[at].substring(2) : all[at]);
    }
    boolean ended = false;
    for (; at < all.length && !ended; at++) {
      armour.append(all[at]).append('\n');
      ended = all[at].stripTrailing().equals(END_SIGNATURE);
    }
    if (!ended) {
      throw refused("its signature is cut off").withHint("The mirror sent a part; try again");
    }
    for (; at < all.length; at++) {
      if (!all[at].isBlank()) {
        throw refused("text follows the signature");
      }
    }
  }

  private void verify(ArchiveKeys keys, Clock clock) {
    List<String> unknown = new ArrayList<>();
    Optional<String> flaw = Optional.empty();
    for (PGPSignature signature : signatures()) {
      Optional<PGPPublicKey> key = keys.key(signature.getKeyID());
      if (key.isEmpty()) {
        unknown.add(ArchiveKeys.name(signature.getKeyID()));
      } else {
        Optional<String> found = flaw(signature, key.get(), clock.instant());
        if (found.isEmpty()) {
          return;
        }
        flaw = found;
      }
    }
    if (flaw.isPresent()) {
      throw refused(flaw.get())
          .withHint(
              "The mirror or something on the way to it changed the file; use another mirror");
    }
    throw refused("no known key signed it")
        .withDetail("signed by " + String.join(", ", unknown))
        .withHint("Keys are read from the folder `keys` of the buildpack `base`");
  }

  private List<PGPSignature> signatures() {
    byte[] armoured = armour.toString().getBytes(StandardCharsets.US_ASCII);
    List<PGPSignature> all = new ArrayList<>();
    try (InputStream in = PGPUtil.getDecoderStream(new ByteArrayInputStream(armoured))) {
      BcPGPObjectFactory objects = new BcPGPObjectFactory(in);
      for (Object next = objects.nextObject(); next != null; next = objects.nextObject()) {
        if (next instanceof PGPSignatureList list) {
          list.forEach(all::add);
        }
      }
    } catch (IOException | RuntimeException e) {
      throw refused("its signature cannot be read").withCause(e);
    }
    if (all.isEmpty()) {
      throw refused("its signature is empty");
    }
    return all;
  }

  /** What is wrong with a signature of a known key, if anything is. */
  private Optional<String> flaw(PGPSignature signature, PGPPublicKey key, Instant now) {
    Instant signed = signature.getCreationTime().toInstant();
    long seconds = key.getValidSeconds();
    if (!STRONG.contains(signature.getHashAlgorithm())) {
      return Optional.of("its signature uses a broken hash algorithm");
    }
    if (signature.getSignatureType() != PGPSignature.CANONICAL_TEXT_DOCUMENT) {
      return Optional.of("its signature is not one of a text");
    }
    if (signed.isAfter(now.plus(SKEW))) {
      return Optional.of("it was signed in the future, at " + signed);
    }
    if (key.hasRevocation()
        || (seconds > 0
            && signed.isAfter(key.getCreationTime().toInstant().plusSeconds(seconds)))) {
      return Optional.of(
          "the key %s was no longer valid".formatted(ArchiveKeys.name(key.getKeyID())));
    }
    try {
      signature.init(new BcPGPContentVerifierBuilderProvider(), key);
      for (int i = 0; i < lines.size(); i++) {
        if (i > 0) {
          signature.update((byte) '\r');
          signature.update((byte) '\n');
        }
        signature.update(withoutBlanks(lines.get(i)).getBytes(StandardCharsets.UTF_8));
      }
      return signature.verify() ? Optional.empty() : Optional.of("its signature is wrong");
    } catch (PGPException e) {
      return Optional.of("its signature cannot be checked: " + e.getMessage());
    }
  }

  /**
   * Trailing blanks are not signed, so they must mean nothing to a reader either: fields do strip.
   */
  private static String withoutBlanks(String line) {
    int end = line.length();
    while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
      end--;
    }
    return line.substring(0, end);
  }

  private BuildFailure refused(String reason) {
    return BuildFailure.environment("Cannot use `%s`: %s".formatted(source, reason));
  }
}
