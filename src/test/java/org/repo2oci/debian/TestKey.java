package org.repo2oci.debian;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/** An OpenPGP key that a test makes, and what it signs. */
final class TestKey {
  private final PGPKeyPair pair;

  private TestKey(PGPKeyPair pair) {
    this.pair = pair;
  }

  static TestKey create() {
    Ed25519KeyPairGenerator generator = new Ed25519KeyPairGenerator();
    generator.init(new Ed25519KeyGenerationParameters(new SecureRandom()));
    try {
      return new TestKey(
          new BcPGPKeyPair(
              PublicKeyPacket.VERSION_4,
              PublicKeyAlgorithmTags.EDDSA_LEGACY,
              generator.generateKeyPair(),
              Date.from(Instant.parse("2020-01-01T00:00:00Z"))));
    } catch (PGPException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes the public key into a folder. */
  void writeTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ArmoredOutputStream armour = ArmoredOutputStream.builder().build(bytes)) {
      pair.getPublicKey().encode(armour);
    }
    Files.write(folder.resolve("test.asc"), bytes.toByteArray());
  }

  ArchiveKeys asArchiveKeys(Path folder) throws IOException {
    writeTo(folder);
    return ArchiveKeys.read(folder);
  }

  byte[] sign(String text, Instant when) {
    return sign(text, when, HashAlgorithmTags.SHA512);
  }

  /** A message in the cleartext signature framework. */
  byte[] sign(String text, Instant when, int hash) {
    try {
      PGPSignatureGenerator generator =
          new PGPSignatureGenerator(
              new BcPGPContentSignerBuilder(pair.getPublicKey().getAlgorithm(), hash),
              pair.getPublicKey());
      generator.init(PGPSignature.CANONICAL_TEXT_DOCUMENT, pair.getPrivateKey());
      PGPSignatureSubpacketGenerator packets = new PGPSignatureSubpacketGenerator();
      packets.setSignatureCreationTime(false, Date.from(when));
      packets.setIssuerKeyID(false, pair.getKeyID());
      generator.setHashedSubpackets(packets.generate());
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ArmoredOutputStream armour = ArmoredOutputStream.builder().build(bytes)) {
        armour.beginClearText(hash);
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
          armour.write((lines.get(i) + "\n").getBytes(StandardCharsets.UTF_8));
          generator.update(
              ((i > 0 ? "\r\n" : "") + lines.get(i).stripTrailing())
                  .getBytes(StandardCharsets.UTF_8));
        }
        armour.endClearText();
        generator.generate().encode(armour);
      }
      return bytes.toByteArray();
    } catch (IOException | PGPException e) {
      throw new IllegalStateException(e);
    }
  }
}
