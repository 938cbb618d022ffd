package org.repo2oci.debian;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPPublicKeyRingCollection;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;

/** The public keys that an archive's index must be signed with. */
public final class ArchiveKeys {
  private final List<PGPPublicKeyRing> rings;

  private ArchiveKeys(List<PGPPublicKeyRing> rings) {
    this.rings = List.copyOf(rings);
  }

  /** Reads every {@code .pgp}, {@code .gpg} and {@code .asc} file of a folder. */
  public static ArchiveKeys read(Path folder) throws IOException {
    List<PGPPublicKeyRing> rings = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().filter(ArchiveKeys::isKey).toList()) {
        try (InputStream in = PGPUtil.getDecoderStream(Files.newInputStream(file))) {
          new PGPPublicKeyRingCollection(in, new BcKeyFingerprintCalculator())
              .getKeyRings()
              .forEachRemaining(rings::add);
        } catch (PGPException e) {
          throw new IOException("`%s` is no OpenPGP key".formatted(file), e);
        }
      }
    }
    if (rings.isEmpty()) {
      throw new IOException("`%s` holds no keys".formatted(folder));
    }
    return new ArchiveKeys(rings);
  }

  private static boolean isKey(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".pgp") || name.endsWith(".gpg") || name.endsWith(".asc");
  }

  Optional<PGPPublicKey> key(long id) {
    return rings.stream()
        .flatMap(ring -> Optional.ofNullable(ring.getPublicKey(id)).stream())
        .findFirst();
  }

  /** The ids of all keys, subkeys too. */
  List<String> ids() {
    List<String> ids = new ArrayList<>();
    rings.forEach(
        ring -> ring.getPublicKeys().forEachRemaining(key -> ids.add(name(key.getKeyID()))));
    return ids;
  }

  /** As people write key ids. */
  static String name(long id) {
    return "%016X".formatted(id).toUpperCase(Locale.ROOT);
  }
}
