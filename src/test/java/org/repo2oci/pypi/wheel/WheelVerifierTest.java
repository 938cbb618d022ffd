package org.repo2oci.pypi.wheel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
  void passesARightWheel() throws IOException {
    assertThat(check(demo)).isEmpty();
  }

  @Test
  void findsAFileThatIsListedAndNotThere() throws IOException {
    assertThat(check(demo.row("demo/c.py", "sha256=x", "3")))
        .containsExactly(
            new RecordFault("demo/c.py", "there is no such file", true, Optional.empty()));
  }

  @Test
  void findsAWrongHashAndSaysTheRightOne() throws IOException {
    String empty = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
    assertThat(check(demo.row("demo/a.py", empty, "6")))
        .containsExactly(fault("demo/a.py", "its content has another hash", "a = 1\n"));
    assertThat(check(demo.row("demo/a.py", "sha512=rubbish", "")))
        .containsExactly(fault("demo/a.py", "its content has another hash", "a = 1\n"));
  }

  @Test
  void findsAWrongSize() throws IOException {
    assertThat(check(demo.row("demo/a.py", "", "7")))
        .containsExactly(fault("demo/a.py", "it has 6 bytes, not 7", "a = 1\n"));
  }

  @Test
  void knowsAHashInHexadecimalAsOldToolsWriteIt() throws IOException {
    byte[] content = "a = 1\n".getBytes(UTF_8);
    String hex = "sha256=" + Digest.of(content).hex();
    assertThat(check(demo.row("demo/a.py", hex, "6")))
        .containsExactly(
            new RecordFault(
                "demo/a.py",
                "its hash is in hexadecimal",
                false,
                Optional.of(RecordRow.of("demo/a.py", content))));
    assertThat(check(demo.row("demo/a.py", "sha256=" + "0".repeat(64), "6")))
        .containsExactly(fault("demo/a.py", "its content has another hash", "a = 1\n"));
  }

  @Test
  void takesNoWeakHashForOne() throws IOException {
    for (String hash : List.of("md5=x", "rubbish", "=")) {
      assertThat(check(demo.row("demo/a.py", hash, "6")))
          .containsExactly(
              fault("demo/a.py", "its hash `%s` is none that counts".formatted(hash), "a = 1\n"));
    }
  }

  @Test
  void asksNoHashOfRecordItselfButOfItsNamesakes() throws IOException {
    assertThat(check(demo.row(demo.info() + "RECORD", "sha256=x", "1"))).isEmpty();
    assertThat(check(demo.file("demo/RECORD", "x").row("demo/RECORD", "sha256=x", "1")))
        .containsExactly(fault("demo/RECORD", "its content has another hash", "x"));
  }

  @Test
  void takesAFileThatIsNotListedAsOtherInstallersDo() throws IOException {
    assertThat(check(demo.unlisted("demo/b.py"))).isEmpty();
  }

  @Test
  void refusesAWheelWithoutRecord() {
    Path file = folder.resolve("demo-1.0-py3-none-any.whl");
    RawZip zip = new RawZip();
    zip.add("demo-1.0.dist-info/METADATA", "Name: demo\nVersion: 1.0\n".getBytes(UTF_8));
    zip.add("demo-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\n".getBytes(UTF_8));
    assertThatExceptionOfType(BuildFailure.class)
        .isThrownBy(() ->
            WheelVerifier.check(
                WheelArchive.read(Files.write(file, zip.bytes()), "demo-1.0-py3-none-any.whl")))
        .withMessageContaining("it has no `demo-1.0.dist-info/RECORD`");
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
    assertThat(store.record("wheel-verified", demo.digest())).isPresent();

    byte[] damaged = Files.readAllBytes(file);
    new java.util.Random(1).nextBytes(damaged);
    Files.write(file, damaged);

    assertThatNoException().isThrownBy(() -> new WheelVerifier(store).verify(wheel, demo.digest()));
    assertThatExceptionOfType(BuildFailure.class)
        .isThrownBy(() -> new WheelVerifier(store).verify(wheel, other));
    assertThat(store.record("wheel-verified", other)).isEmpty();
  }

  @Test
  void looksAgainAtAWheelWithAFaultSoThatItIsToldEachTime() throws IOException {
    Store store = DiskStore.open(folder.resolve("store"));
    WheelBuilder faulty = demo.row("demo/a.py", "", "7");
    WheelArchive wheel = WheelArchive.read(faulty.write(folder), faulty.fileName());

    assertThat(new WheelVerifier(store).verify(wheel, faulty.digest())).hasSize(1);
    assertThat(new WheelVerifier(store).verify(wheel, faulty.digest())).hasSize(1);
  }

  private static RecordFault fault(String path, String reason, String content) {
    return new RecordFault(
        path, reason, true, Optional.of(RecordRow.of(path, content.getBytes(UTF_8))));
  }

  private void assertRefused(WheelBuilder wheel, String reason) {
    assertThatExceptionOfType(BuildFailure.class)
        .isThrownBy(() -> check(wheel))
        .withMessageContaining(reason);
  }

  private List<RecordFault> check(WheelBuilder wheel) throws IOException {
    return WheelVerifier.check(WheelArchive.read(wheel.write(folder), wheel.fileName()));
  }
}
