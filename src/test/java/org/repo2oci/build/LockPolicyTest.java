package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.repo2oci.image.Platform;

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
}
