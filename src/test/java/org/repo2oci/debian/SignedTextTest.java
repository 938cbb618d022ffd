package org.repo2oci.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;

class SignedTextTest {
  private static final Instant NOW = TestMirror.NOW;
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final TestKey KEY = TestKey.create();
  private static final String TEXT = "Codename: trixie\n- dashed\nDate: today  \n";

  @TempDir Path folder;
  private ArchiveKeys keys;

  @BeforeEach
  void readsKeys() throws IOException {
    keys = KEY.asArchiveKeys(folder);
  }

  private String verified(byte[] message) {
    return SignedText.verified(message, "InRelease", keys, CLOCK);
  }

  private static String signed() {
    return new String(KEY.sign(TEXT, NOW), StandardCharsets.UTF_8);
  }

  private void assertRefused(String message, String reason) {
    assertThatThrownBy(() -> verified(message.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(BuildFailure.class)
        .hasMessage("Cannot use `InRelease`: " + reason);
  }

  @Test
  void givesTheTextThatWasSigned() {
    assertThat(verified(signed().getBytes(StandardCharsets.UTF_8))).isEqualTo(TEXT);
    assertThat(verified(signed().replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(TEXT);
  }

  @Test
  void refusesAnUnsignedText() {
    assertRefused(TEXT, "it is not signed");
    assertRefused("", "it is not signed");
    assertRefused("<html>404</html>", "it is not signed");
  }

  @Test
  void refusesAChangedText() {
    assertRefused(signed().replace("trixie", "trixiE"), "its signature is wrong");
    assertRefused(signed().replace("Date", "More: x\nDate"), "its signature is wrong");
  }

  @Test
  void refusesTextAroundTheMessage() {
    assertRefused("Codename: sid\n" + signed(), "it is not signed");
    assertRefused(signed() + "Codename: sid\n", "text follows the signature");
    assertRefused(
        signed().replaceFirst("Hash: SHA512", "Hash: SHA512\nCodename: sid"),
        "its signature has an unknown header");
  }

  @Test
  void refusesACutMessage() {
    String message = signed();
    assertRefused(message.substring(0, message.length() - 40), "its signature is cut off");
    assertRefused(message.substring(0, 70), "its signature is cut off");
  }

  @Test
  void refusesAnUnknownKeyAndNamesIt() {
    byte[] message = TestKey.create().sign(TEXT, NOW);
    assertThatThrownBy(() -> verified(message))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure.message()).endsWith("no known key signed it");
              assertThat(failure.details())
                  .singleElement()
                  .asString()
                  .matches("signed by [0-9A-F]{16}");
              assertThat(failure.hints()).isNotEmpty();
            });
  }

  @Test
  void refusesABrokenHashAlgorithm() {
    byte[] message = KEY.sign(TEXT, NOW, HashAlgorithmTags.SHA1);
    assertThatThrownBy(() -> verified(message))
        .hasMessageEndingWith("its signature uses a broken hash algorithm");
  }

  @Test
  void refusesASignatureFromTheFuture() {
    byte[] message = KEY.sign(TEXT, NOW.plus(Duration.ofDays(3)));
    assertThatThrownBy(() -> verified(message)).hasMessageContaining("signed in the future");
  }

  @Test
  void knowsTheKeysThatAreShipped() throws IOException {
    ArchiveKeys shipped = ArchiveKeys.read(Path.of("buildpacks/base/keys"));
    // Debian 13's archive, security and stable keys (the first two sign with subkeys).
    assertThat(shipped.ids()).hasSizeGreaterThanOrEqualTo(3);
  }
}
