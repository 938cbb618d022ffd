package org.repo2oci.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.repo2oci.failure.BuildFailure;

/** The certificates for an engine that is reached over the network with TLS. */
record EngineCertificates(SSLContext context) {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ((?:RSA )?)PRIVATE KEY-----([^-]+)-----END");

  /** The algorithm identifier of RSA that PKCS #8 puts before a PKCS #1 key (RFC 5208, 5). */
  private static final byte[] RSA = {
    0x02,
    0x01,
    0x00,
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  /** Reads {@code ca.pem}, and {@code cert.pem} with {@code key.pem} where they are there. */
  static EngineCertificates read(Path folder) {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      // Without an authority of its own those of the JDK count.
      Path authority = folder.resolve("ca.pem");
      trust.init(Files.exists(authority) ? authorities(certificates(authority)) : null);
      KeyManagerFactory own =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(identity(folder), new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
      return new EngineCertificates(context);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw BuildFailure.usage("Cannot read the Docker certificates in `%s`".formatted(folder))
          .withDetail(String.valueOf(e.getMessage()))
          .withHint("`ca.pem`, `cert.pem` and `key.pem` are PEM files; the key is RSA or PKCS #8")
          .withCause(e);
    }
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, new char[0]);
    return store;
  }

  private static KeyStore authorities(Collection<? extends Certificate> certificates)
      throws IOException, GeneralSecurityException {
    KeyStore store = empty();
    for (Certificate certificate : certificates) {
      store.setCertificateEntry("authority-" + store.size(), certificate);
    }
    return store;
  }

  private static KeyStore identity(Path folder) throws IOException, GeneralSecurityException {
    KeyStore store = empty();
    Path certificate = folder.resolve("cert.pem");
    if (Files.exists(certificate)) {
      store.setKeyEntry(
          "own",
          key(Files.readString(folder.resolve("key.pem"), US_ASCII)),
          new char[0],
          certificates(certificate).toArray(new Certificate[0]));
    }
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
  }

  private static PrivateKey key(String pem) throws GeneralSecurityException {
    Matcher block = KEY.matcher(pem);
    if (!block.find()) {
      throw new IllegalArgumentException("`key.pem` has no private key");
    }
    byte[] bytes = Base64.getMimeDecoder().decode(block.group(2));
    PKCS8EncodedKeySpec spec =
        new PKCS8EncodedKeySpec(block.group(1).isEmpty() ? bytes : wrapped(bytes));
    GeneralSecurityException last = new GeneralSecurityException("an unknown kind of key");
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw last;
  }

  private static byte[] wrapped(byte[] rsa) {
    byte[] octets = tagged(0x04, rsa);
    return tagged(
        0x30, ByteBuffer.allocate(RSA.length + octets.length).put(RSA).put(octets).array());
  }

  /** DER with a length of two bytes, which every RSA key has. */
  private static byte[] tagged(int tag, byte[] content) {
    return ByteBuffer.allocate(content.length + 4)
        .put((byte) tag)
        .put((byte) 0x82)
        .putShort((short) content.length)
        .put(content)
        .array();
  }
}
