package org.repo2oci.filetree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BoundedInputTest {
  private static final long ALWAYS = 256L << 20;

  /** Never ends. */
  private static final class Zeros extends InputStream {
    @Override
    public int read() {
      return 0;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      Arrays.fill(into, offset, offset + length, (byte) 0);
      return length;
    }
  }

  @Test
  void endsAStreamThatUnpacksToMoreThanAnythingReal() {
    InputStream small = BoundedInput.ofPacked(new Zeros(), 1000);

    assertThatThrownBy(() -> small.skip(Long.MAX_VALUE))
        .isInstanceOf(IOException.class)
        .hasMessage("it unpacks to more than %d bytes".formatted(ALWAYS));
  }

  @Test
  void aLargeArchiveMayHoldMore() throws IOException {
    InputStream large = BoundedInput.ofPacked(new Zeros(), 1 << 20);

    assertThat(large.skip(ALWAYS + 1)).isEqualTo(ALWAYS + 1);
  }

  @Test
  void whatAnArchiveSaysOfItselfIsHeldToTheSame() {
    assertThatCode(() -> BoundedInput.check(ALWAYS, 1)).doesNotThrowAnyException();
    assertThatThrownBy(() -> BoundedInput.check(ALWAYS + 1, 1)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> BoundedInput.check(-1, 1)).isInstanceOf(IOException.class);
  }
}
