package org.repo2oci.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerLogTest {
  private final List<String> lines = new ArrayList<>();
  private final ContainerLog log = new ContainerLog(lines::add);

  private void write(StreamType stream, String text) {
    log.onNext(new Frame(stream, text.getBytes(UTF_8)));
  }

  @Test
  void joinsWhatComesInPieces() {
    write(StreamType.STDOUT, "one\ntw");
    write(StreamType.STDERR, "an error\n");
    write(StreamType.STDOUT, "o\r\n\nthree");
    log.onComplete();

    assertThat(lines).containsExactly("one", "an error", "two", "", "three");
  }

  @Test
  void aLetterMayBeCutInTwo() {
    byte[] bytes = "ü\n".getBytes(UTF_8);
    log.onNext(new Frame(StreamType.STDOUT, new byte[] {bytes[0]}));
    log.onNext(new Frame(StreamType.STDOUT, new byte[] {bytes[1], bytes[2]}));

    assertThat(lines).containsExactly("ü");
  }

  @Test
  void cutsALineThatNeverEnds() {
    for (int i = 0; i < 100; i++) {
      write(StreamType.STDOUT, "x".repeat(1000));
    }

    assertThat(lines).singleElement().asString().hasSize(1 << 16);
  }
}
