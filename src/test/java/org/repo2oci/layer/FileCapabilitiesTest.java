package org.repo2oci.layer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The expected bytes are what {@code getfattr} shows of files that {@code setcap} was run on. */
class FileCapabilitiesTest {
  private static final int CAP_NET_BIND_SERVICE = 1 << 10;
  private static final int CAP_NET_RAW = 1 << 13;
  private static final int CAP_SETFCAP = 1 << 31;

  private static String hex(int permitted) {
    return HexFormat.of().formatHex(FileCapabilities.encoded(permitted).getBytes(ISO_8859_1));
  }

  @Test
  void areInEffectFromTheStart() {
    assertThat(hex(CAP_NET_RAW)).isEqualTo("0100000200200000000000000000000000000000");
    assertThat(hex(CAP_NET_RAW | CAP_NET_BIND_SERVICE))
        .isEqualTo("0100000200240000000000000000000000000000");
  }

  @Test
  void ofTheHighestBitHaveBytesThatAreNoAscii() {
    assertThat(hex(CAP_SETFCAP)).isEqualTo("0100000200000080000000000000000000000000");
  }
}
