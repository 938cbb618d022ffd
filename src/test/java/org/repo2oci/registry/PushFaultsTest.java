package org.repo2oci.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.ImageReference;

/** Whatever goes wrong in a push, what a tag names is whole. */
@Timeout(60)
class PushFaultsTest {
  private static final List<String> REQUESTS =
      List.of("HEAD", "POST", "PUT .*uploads", "PATCH", "GET", "PUT .*manifests/sha", "PUT .*/1$");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void aTagNeverNamesAnImageThatIsNotWhole(int seed) throws Exception {
    Random random = new Random(seed);
    TestImage old = TestImage.random(seed, 5_000, 900);
    TestImage fresh = TestImage.random(seed + 1_000L, 60_000, 100, 20_000, 3_000);
    try (TestRegistry registry = new TestRegistry();
        Registries registries = ImagePusherTest.registries(Map.of())) {
      old.addTo(registry, "me/demo", "1");
      for (int i = 0; i < 3; i++) {
        registry.fault(
            REQUESTS.get(random.nextInt(REQUESTS.size())), 1 + random.nextInt(6), trouble(random));
      }
      ImageReference target = ImageReference.parse(registry.host() + "/me/demo:1");
      boolean failed = false;
      try {
        new ImagePusher(registries, _ -> {}).push(fresh.to(target, folder));
      } catch (BuildFailure failure) {
        failed = true;
        assertThat(failure.hints()).as(failure.message()).isNotEmpty();
        assertThat(failure.details()).as(failure.message()).isNotEmpty();
        assertThat(failure.kind().exitCode()).isEqualTo(3);
      }

      assertThat(registry.isWhole("me/demo")).as("seed %d", seed).isTrue();
      byte[] tagged = registry.manifest("me/demo", "1").orElseThrow();
      if (!failed) {
        assertThat(tagged).isEqualTo(fresh.manifest());
      } else {
        assertThat(List.of(old.digest(), fresh.digest()))
            .contains(org.repo2oci.image.Digest.of(tagged));
      }
    }
  }

  private static TestRegistry.Trouble trouble(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> new TestRegistry.Trouble.Status(500);
      case 1 -> new TestRegistry.Trouble.Status(503, Map.of("Retry-After", "0"), "<html>busy");
      case 2 -> new TestRegistry.Trouble.Drop(random.nextInt(50_000));
      case 3 -> new TestRegistry.Trouble.LostAnswer();
      case 4 -> new TestRegistry.Trouble.OtherDigest();
      case 5 -> new TestRegistry.Trouble.Truncate(random.nextInt(10));
      case 6 -> new TestRegistry.Trouble.Status(403);
      default -> new TestRegistry.Trouble.Status(404);
    };
  }
}
