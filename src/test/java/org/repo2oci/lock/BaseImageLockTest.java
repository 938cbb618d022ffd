package org.repo2oci.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Platform;

class BaseImageLockTest {
  private static final Digest DIGEST = Digest.of(new byte[] {1});
  private static final Lock LOCK =
      new Lock(
          Platform.LINUX_AMD64,
          Instant.EPOCH,
          DIGEST,
          new TreeMap<>(),
          new Base.Image(
              ImageReference.parse("example.org/base:1"),
              DIGEST,
              "2.36",
              "C.UTF-8",
              true,
              new LockedDebian(
                  List.of(),
                  List.of(),
                  new TreeSet<>(),
                  new TreeSet<>(),
                  new TreeSet<>(),
                  new TreeMap<>())),
          List.of(),
          new PythonEnvironment(
              "/usr/bin/python3.11", "3.11.2", "/srv/env", new TreeMap<>(), List.of()));

  @Test
  void isReadAsItWasWritten() {
    Lock read = LockFile.read(LockFile.write(LOCK), "lock.json");

    assertThat(read).isEqualTo(LOCK);
    assertThat(((Base.Image) read.base()).pinned()).hasToString("example.org/base:1@" + DIGEST);
  }

  @Test
  void aFactThatIsNoneIsRefused() {
    String text =
        new String(LockFile.write(LOCK), StandardCharsets.UTF_8).replace("\"2.36\"", "\"musl\"");

    assertThatThrownBy(() -> LockFile.read(text.getBytes(StandardCharsets.UTF_8), "lock.json"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("`musl` is no version of glibc");
  }
}
