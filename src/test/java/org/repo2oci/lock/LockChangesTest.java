package org.repo2oci.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.image.Digest;
import org.repo2oci.image.Platform;
import org.repo2oci.pypi.index.LockedUrl;
import org.repo2oci.pypi.resolve.LockedPackage;

class LockChangesTest {
  private static final Digest DIGEST = Digest.of(new byte[] {1});

  /** A lock of Python packages, each a name and a version. */
  private static Lock lock(String... packages) {
    List<LockedPackage> locked = new ArrayList<>();
    for (String text : packages) {
      String[] parts = text.split(" ", -1);
      locked.add(
          new LockedPackage(
              parts[0],
              Optional.of(parts[1]),
              false,
              new LockedPackage.Source.Wheel(
                  "x-1-py3-none-any.whl",
                  new LockedUrl(Optional.empty(), "https://example.org/x-1-py3-none-any.whl"),
                  1,
                  DIGEST,
                  false)));
    }
    return new Lock(
        Platform.LINUX_AMD64,
        Instant.parse("2026-01-02T03:04:05Z"),
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
        List.of(),
        new PythonEnvironment(
            "/usr/bin/python3.13", "3.13.5", "/srv/conda/envs/notebook", new TreeMap<>(), locked));
  }

  @Test
  void saysWhatCameWentAndMoved() {
    LockChanges changes =
        LockChanges.between(
            lock("numpy 2.3.1", "six 1.16", "tqdm 4"), lock("numpy 2.3.2", "rich 14.0", "tqdm 4"));

    assertThat(changes.line(10)).isEqualTo("~ numpy 2.3.1 → 2.3.2  + rich 14.0  - six 1.16");
  }

  @Test
  void aLongLineIsCut() {
    LockChanges changes = LockChanges.between(lock(), lock("a 1", "b 1", "c 1"));

    assertThat(changes.line(2)).isEqualTo("+ a 1  + b 1  and 1 more");
  }

  @Test
  void theSamePackagesAreNoChange() {
    assertThat(LockChanges.between(lock("a 1"), lock("a 1")).isEmpty()).isTrue();
  }

  @Test
  void partsAreWrittenAndRead() {
    Lock bare = lock("a 1");
    TreeMap<String, LockedPart> parts = new TreeMap<>();
    parts.put(Lock.BASE, new LockedPart(DIGEST, Instant.parse("2025-01-01T00:00:00Z")));
    parts.put(Lock.PYTHON, new LockedPart(DIGEST, Instant.parse("2026-01-01T00:00:00Z")));
    Lock lock =
        new Lock(
            bare.platform(),
            bare.created(),
            bare.inputs(),
            parts,
            bare.tools(),
            bare.base(),
            bare.conda(),
            bare.python(),
            Optional.empty(),
            Optional.empty());

    assertThat(LockFile.read(LockFile.write(lock), "test")).isEqualTo(lock);
    assertThat(lock.oldest()).isEqualTo("2025-01-01T00:00:00Z");
    assertThat(lock.has(Lock.BASE, DIGEST)).isTrue();
    assertThat(lock.has(Lock.CONDA, DIGEST)).isFalse();
    assertThat(LockFile.read(LockFile.write(bare), "test").oldest()).isEqualTo(bare.created());
  }
}
