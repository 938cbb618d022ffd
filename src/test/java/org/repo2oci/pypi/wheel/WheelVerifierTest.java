package org.repo2oci.pypi.wheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.store.DiskStore;
import org.repo2oci.store.Store;

class WheelVerifierTest {
  @TempDir Path folder;
  private final WheelBuilder demo =
      WheelBuilder.of("demo", "1.0").file("demo/a.py", "a = 1\n").file("demo/b.py", "b = 2\n");

  @Test
  void passesARightWheel() {
    assertThatNoException().isThrownBy(() -> check(demo));
  }

  @Test
  void refusesAFileThatIsListedAndNotThere() {
    assertRefused(
        demo.row("demo/c.py", "", ""), "its RECORD lists `demo/c.py`, which is not there");
  }

  @Test
  void refusesAWrongHash() {
    assertRefused(
        demo.row("demo/a.py", "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", ""),
        "the content of `demo/a.py` is not what its RECORD says");
  }

  @Test
  void refusesAWrongSize() {
    assertRefused(demo.row("demo/a.py", "", "7"), "its RECORD says 7 bytes for `demo/a.py`");
  }

  @Test
  void refusesAWeakHash() {
    assertRefused(demo.row("demo/a.py", "md5=x", ""), "sha256 or better is needed");
    assertRefused(demo.row("demo/a.py", "rubbish", ""), "no hash that can be read");
  }

  @Test
  void takesAFileThatIsNotListedAsOtherInstallersDo() {
    assertThatNoException().isThrownBy(() -> check(demo.unlisted("demo/b.py")));
  }

  @Test
  void refusesContentThatIsNotWhatTheDirectorySays() {
    String reason = "the content of `demo/b.py` is not what the zip's directory says";
    assertRefused(
        demo.unlisted("demo/b.py").member("demo/b.py", member -> member.crc32 ^= 1), reason);
    assertRefused(
        demo.member(
            "demo/b.py",
            member -> {
              member.size--;
              member.localSize--;
            }),
        reason);
    assertRefused(demo.member("demo/b.py", member -> member.packed[0] = 7), reason);
  }

  @Test
  void refusesBytesBehindTheDeflateStream() {
    assertRefused(
        demo.member(
            "demo/b.py", member -> member.packed = java.util.Arrays.copyOf(member.packed, 100)),
        "the content of `demo/b.py` is not what the zip's directory says");
  }

  @Test
  void looksAtEachWheelOnce() throws IOException {
    Store store = DiskStore.open(folder.resolve("store"));
    Path file = demo.write(folder);
    WheelArchive wheel = WheelArchive.read(file, demo.fileName());
    new WheelVerifier(store).verify(wheel, demo.digest());
    Digest other = Digest.of(new byte[0]);

    byte[] damaged = Files.readAllBytes(file);
    new java.util.Random(1).nextBytes(damaged);
    Files.write(file, damaged);

    assertThatNoException().isThrownBy(() -> new WheelVerifier(store).verify(wheel, demo.digest()));
    assertThatExceptionOfType(BuildFailure.class)
        .isThrownBy(() -> new WheelVerifier(store).verify(wheel, other));
    assertThat(store.record("wheel-verified", other)).isEmpty();
  }

  private void assertRefused(WheelBuilder wheel, String reason) {
    assertThatExceptionOfType(BuildFailure.class)
        .isThrownBy(() -> check(wheel))
        .withMessageContaining(reason);
  }

  private void check(WheelBuilder wheel) throws IOException {
    WheelVerifier.check(WheelArchive.read(wheel.write(folder), wheel.fileName()));
  }
}
