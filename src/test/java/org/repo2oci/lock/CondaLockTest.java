package org.repo2oci.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.conda.Noarch;
import org.repo2oci.conda.PackageRecord;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.image.Platform;
import org.repo2oci.pypi.resolve.InstalledDistribution;

class CondaLockTest {
  private static final Digest DIGEST = Digest.of(new byte[] {1});
  private static final Lock LOCK =
      new Lock(
          Platform.LINUX_AMD64,
          Instant.EPOCH,
          DIGEST,
          new TreeMap<>(),
          new Base.Debian(
              new LockedDebian(
                  List.of(),
                  List.of(),
                  new TreeSet<>(),
                  new TreeSet<>(),
                  new TreeSet<>(),
                  new TreeMap<>())),
          List.of(
              new CondaEnvironment(
                      "/srv/env",
                      List.of("conda-forge", "https://example.org/own"),
                      List.of(
                          conda("python", Noarch.NONE, "", Optional.of(DIGEST), Optional.empty()),
                          conda(
                              "six", Noarch.PYTHON, "six>=1", Optional.empty(), Optional.of("ab"))),
                      new TreeMap<>(Map.of("GREETING", "good day")))
                  .with(
                      new TreeMap<>(
                          Map.of(
                              "python",
                              List.of(),
                              "six",
                              List.of(
                                  new InstalledDistribution(
                                      "six", "1.16.0", List.of("Requires-Dist: idna>=2"))))))),
          new PythonEnvironment(
              "/srv/env/bin/python3.11", "3.11.2", "/srv/env", new TreeMap<>(), List.of()));

  private static LockedConda conda(
      String name, Noarch noarch, String requested, Optional<Digest> sha256, Optional<String> md5) {
    return new LockedConda(
        new PackageRecord(
            name,
            "3.11.2",
            "h1_0",
            2,
            noarch == Noarch.NONE ? "linux-64" : "noarch",
            name + "-3.11.2-h1_0.conda",
            noarch,
            List.of("libz >=1.2,<2.0a0"),
            List.of("other <2"),
            List.of(),
            1_700_000_000_000L,
            17,
            sha256,
            md5,
            Optional.of("MIT"),
            Optional.of("lib/python3.11/site-packages")),
        "conda-forge",
        "https://example.org/conda-forge/noarch/" + name + "-3.11.2-h1_0.conda",
        requested);
  }

  @Test
  void isReadAsItWasWritten() {
    assertThat(LockFile.read(LockFile.write(LOCK), "lock.json")).isEqualTo(LOCK);
  }

  @Test
  void aLockOfOldSaysNothingOfProjects() {
    String text = new String(LockFile.write(LOCK), StandardCharsets.UTF_8);

    Lock old =
        LockFile.read(
            text.replace("\"distributions\"", "\"unknown\"").getBytes(StandardCharsets.UTF_8),
            "old");

    assertThat(old.conda().getFirst().distributions()).isEmpty();
    assertThat(LOCK.conda().getFirst().distributions().orElseThrow()).containsOnlyKeys("six");
  }

  @Test
  void aPackageWithoutADigestIsRefusedByItsPlace() {
    String text =
        new String(LockFile.write(LOCK), StandardCharsets.UTF_8).replace("\"md5\"", "\"crc\"");

    assertThatThrownBy(() -> LockFile.read(text.getBytes(StandardCharsets.UTF_8), "lock.json"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("conda[0].packages[1]")
        .hasMessageContaining("has no digest");
  }
}
