package org.repo2oci.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishedPortTest {
  @ParameterizedTest
  @CsvSource({
    "80, 80:80",
    "80/udp, 80:80/udp",
    "8080:80, 8080:80",
    "8080:80/tcp, 8080:80",
    ":80, 0:80",
    "127.0.0.1:8080:80, 127.0.0.1:8080:80",
    "localhost:8080:80, 127.0.0.1:8080:80",
    "0.0.0.0:8080:80/udp, 8080:80/udp",
    "[::1]:8080:80, [::1]:8080:80",
  })
  void isReadInEveryForm(String text, String read) {
    assertThat(PublishedPort.parse(text)).hasToString(read);
  }

  @ParameterizedTest
  @CsvSource({
    "abc, has an invalid port",
    "'', has an invalid port",
    "80:, has an invalid port",
    "0:80, specifies a port outside 1-65535",
    "80:65536, specifies a port outside 1-65535",
    "80:80/sctp, has an invalid protocol",
    "a:b:80:80, has too many parts",
  })
  void whatIsNoneIsRefused(String text, String why) {
    assertThatThrownBy(() -> PublishedPort.parse(text))
        .hasMessage("Port specification \"%s\" %s.".formatted(text, why));
  }

  @Test
  void aSandboxRefusesWhatNeedsANetworkOfTheImagesOwn() {
    check("80");
    check("80:80/udp");
    check("0.0.0.0:80:80");
    assertThatThrownBy(() -> check("8080:80")).hasMessageContaining("a port keeps its number");
    assertThatThrownBy(() -> check("127.0.0.1:80:80"))
        .hasMessageContaining("on which address it listens");
  }

  private static void check(String text) {
    SandboxRunner.check(new Publishing(java.util.List.of(PublishedPort.parse(text)), true));
  }
}
