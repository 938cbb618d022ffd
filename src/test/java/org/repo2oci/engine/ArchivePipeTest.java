package org.repo2oci.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ArchivePipeTest {
  @Test
  void givesWhatIsWritten() throws Exception {
    byte[] bytes = new byte[3_000_000];
    new java.util.Random(1).nextBytes(bytes);

    try (ArchivePipe pipe = ArchivePipe.open(out -> out.write(bytes))) {
      assertThat(pipe.readAllBytes()).isEqualTo(bytes);
      assertThat(pipe.failure()).isEmpty();
    }
  }

  @Test
  void aFailureOfTheSourceIsNotTheEnd() throws Exception {
    ArchiveSource broken =
        out -> {
          out.write(new byte[10]);
          throw new IOException("the disk is gone");
        };

    try (ArchivePipe pipe = ArchivePipe.open(broken)) {
      assertThat(pipe.readNBytes(10)).hasSize(10);
      assertThatThrownBy(pipe::read).isInstanceOf(IOException.class);
      assertThat(pipe.failure())
          .hasValueSatisfying(e -> assertThat(e).hasMessageContaining("gone"));
    }
  }

  @Test
  void aReaderThatLeavesEndsTheSource() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    ArchiveSource endless =
        out -> {
          try {
            while (true) {
              out.write(new byte[1 << 16]);
            }
          } finally {
            ended.countDown();
          }
        };

    try (ArchivePipe pipe = ArchivePipe.open(endless)) {
      assertThat(pipe.readNBytes(100)).hasSize(100);
    }

    assertThat(ended.getCount()).isZero();
  }
}
