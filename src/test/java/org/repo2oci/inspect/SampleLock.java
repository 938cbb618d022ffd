package org.repo2oci.inspect;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.repo2oci.debian.DebianIndex;
import org.repo2oci.debian.LockedDeb;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.image.Digest;
import org.repo2oci.image.Platform;
import org.repo2oci.lock.Base;
import org.repo2oci.lock.Lock;
import org.repo2oci.lock.LockFile;
import org.repo2oci.lock.PythonEnvironment;
import org.repo2oci.pypi.index.LockedUrl;
import org.repo2oci.pypi.resolve.LockedPackage;

/** A lock of three packages, one of them only for the build. */
final class SampleLock {
  private static final Digest DIGEST = Digest.of(new byte[] {1});
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

  private SampleLock() {}

  static byte[] text() {
    return LockFile.write(
        new Lock(
            Platform.LINUX_AMD64,
            TIME,
            DIGEST,
            new TreeMap<>(),
            new Base.Debian(
                new LockedDebian(
                    List.of(new DebianIndex("trixie", DebianIndex.Archive.MAIN, DIGEST, TIME)),
                    List.of(deb("bash", "5.2"), deb("gcc", "14.2")),
                    new TreeSet<>(List.of("bash")),
                    new TreeSet<>(List.of("bash")),
                    new TreeSet<>(),
                    new TreeMap<>(java.util.Map.of("build", new TreeSet<>(List.of("gcc")))))),
            List.of(),
            new PythonEnvironment(
                "/usr/bin/python3.13",
                "3.13.5",
                "/srv/conda/envs/notebook",
                new TreeMap<>(),
                List.of(
                    new LockedPackage(
                        "numpy",
                        Optional.of("2.3.1"),
                        true,
                        new LockedPackage.Source.Wheel(
                            "numpy-2.3.1-py3-none-any.whl",
                            new LockedUrl(
                                Optional.empty(),
                                "https://example.org/numpy-2.3.1-py3-none-any.whl"),
                            10,
                            DIGEST,
                            true))))));
  }

  private static LockedDeb deb(String name, String version) {
    return new LockedDeb(
        name, version, "amd64", "trixie", "pool/%s.deb".formatted(name), 10, DIGEST);
  }
}
