package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Platform;
import org.repo2oci.lock.Base;
import org.repo2oci.lock.Lock;
import org.repo2oci.lock.LockedPart;
import org.repo2oci.lock.PythonEnvironment;

class LockPolicyTest {
  @Test
  void namesOfPackagesAreComparedAsIndexesDo() {
    LockPolicy policy =
        new LockPolicy(false, Set.of("Scikit_Learn", "ruamel.yaml"), Optional.empty(), false);

    assertThat(policy.mayKeep("scikit-learn")).isFalse();
    assertThat(policy.mayKeep("ruamel-yaml")).isFalse();
    assertThat(policy.mayKeep("scikit-image")).isTrue();
  }

  @Test
  void inputsChangeWithTheirOwnTextAlone() {
    LockInputs inputs = LockInputs.of(Platform.LINUX_AMD64, "base", "", "python", "");

    assertThat(LockInputs.of(Platform.LINUX_AMD64, "base", "", "other", "").base())
        .isEqualTo(inputs.base());
    assertThat(LockInputs.of(Platform.LINUX_AMD64, "other", "", "python", "").python())
        .isEqualTo(inputs.python());
    assertThat(LockInputs.of(Platform.LINUX_AMD64, "other", "", "python", "").all())
        .isNotEqualTo(inputs.all());
    assertThat(LockInputs.of(Platform.LINUX_AMD64, "base", "conda", "python", "").python())
        .as("what pip adds stands on conda's packages")
        .isNotEqualTo(inputs.python());
    assertThat(LockInputs.of(Platform.LINUX_ARM64, "base", "", "python", "").base())
        .isNotEqualTo(inputs.base());
  }

  @Test
  void aLockIsKeptUntilItsOldestPartHasTheAge() {
    Instant now = Instant.parse("2026-03-10T12:00:00Z");
    Lock lock = lock(now.minus(Duration.ofDays(1)), now.minus(Duration.ofDays(7)));

    assertThat(ofAge("P8D").mayKeep(lock, now)).isTrue();
    assertThat(ofAge("P7D").mayKeep(lock, now)).isTrue();
    assertThat(ofAge("P7D").mayKeep(lock, now.plusSeconds(1))).isFalse();
    assertThat(LockPolicy.usual().mayKeep(lock, now.plus(Duration.ofDays(10_000)))).isTrue();
    assertThat(
            new LockPolicy(true, Set.of(), Optional.of(Duration.ofDays(8)), false)
                .mayKeep(lock, now))
        .as("an upgrade keeps nothing")
        .isFalse();
  }

  private static LockPolicy ofAge(String age) {
    return new LockPolicy(false, Set.of(), Optional.of(Duration.parse(age)), false);
  }

  /** Made anew a moment ago, with a part that holds since long before. */
  private static Lock lock(Instant created, Instant python) {
    Digest digest = Digest.of(new byte[] {1});
    LockedDebian none =
        new LockedDebian(
            List.of(),
            List.of(),
            new TreeSet<>(),
            new TreeSet<>(),
            new TreeSet<>(),
            new TreeMap<>());
    return new Lock(
        Platform.LINUX_AMD64,
        created,
        digest,
        new TreeMap<>(
            Map.of(
                Lock.BASE, new LockedPart(digest, created),
                Lock.PYTHON, new LockedPart(digest, python))),
        new TreeMap<>(),
        new Base.Image(
            ImageReference.parse("example.org/base:1"), digest, "2.36", "C.UTF-8", true, none),
        List.of(),
        new PythonEnvironment(
            "/usr/bin/python3.11", "3.11.2", "/srv/env", new TreeMap<>(), List.of()),
        Optional.empty(),
        Optional.empty());
  }
}
