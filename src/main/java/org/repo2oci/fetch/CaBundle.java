package org.repo2oci.fetch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.repo2oci.failure.BuildFailure;

/** The certificate authorities that are trusted, from a PEM file. */
final class CaBundle {
  /** Where distributions keep theirs; companies add their own authority there. */
  private static final List<Path> SYSTEM =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/ssl/ca-bundle.pem"),
          Path.of("/etc/ssl/cert.pem"));

  private static final Pattern CERTIFICATE =
      Pattern.compile(
          "-----BEGIN (?:TRUSTED )?CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END", Pattern.DOTALL);

  private CaBundle() {}

  /** A context that trusts the chosen bundle, else the system's, else the JDK's authorities. */
  static SSLContext context(Optional<Path> chosen) {
    try {
      Optional<Path> bundle =
          chosen.or(() -> SYSTEM.stream().filter(Files::isReadable).findFirst());
      SSLContext context = SSLContext.getInstance("TLS");
      if (bundle.isEmpty()) {
        context.init(null, null, null);
        return context;
      }
      String text = text(bundle.get());
      context.init(null, new TrustManager[] {new LateTrust(() -> trust(text))}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  private static String text(Path bundle) {
    String text;
    try {
      text = new String(Files.readAllBytes(bundle), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw unusable(bundle, "it cannot be read").withCause(e);
    }
    if (!CERTIFICATE.matcher(text).find()) {
      throw unusable(bundle, "it holds no PEM certificate");
    }
    return text;
  }

  /** Reading a hundred authorities takes a while, which a host without TLS need not cost. */
  private static X509ExtendedTrustManager trust(String bundle) {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(read(bundle));
      return Arrays.stream(trust.getTrustManagers())
          .filter(X509ExtendedTrustManager.class::isInstance)
          .map(X509ExtendedTrustManager.class::cast)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("this JDK trusts nobody"));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  private static KeyStore read(String text) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    Matcher matcher = CERTIFICATE.matcher(text);
    int count = 0;
    while (matcher.find()) {
      try {
        byte[] der = Base64.getMimeDecoder().decode(matcher.group(1));
        store.setCertificateEntry(
            "ca-" + count, factory.generateCertificate(new ByteArrayInputStream(der)));
        count++;
      } catch (CertificateException | IllegalArgumentException e) {
        // One odd authority of a hundred must not cost the others: it is left out.
      }
    }
    return store;
  }

  private static BuildFailure unusable(Path bundle, String why) {
    return BuildFailure.environment("Cannot use the CA bundle `%s`: %s".formatted(bundle, why))
        .withHint(
            "Correct or unset `SSL_CERT_FILE`, `REQUESTS_CA_BUNDLE`, `CURL_CA_BUNDLE` and `PIP_CERT`");
  }
}
