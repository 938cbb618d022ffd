package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.ImageReference;
import org.repo2oci.registry.TestRegistry;

class PoolInventoryTest {
  @TempDir private Path folder;
  private TestRegistry registry;
  private Increment machine;
  private ImageReference pool;

  @BeforeEach
  void begin() throws Exception {
    registry = new TestRegistry();
    pool = ImageReference.parse(registry.host() + "/pool");
    machine = new Increment(folder.resolve("store"));
    machine.push(
        Increment.pool(pool),
        ImageReference.parse(registry.host() + "/me/demo:1"),
        "one",
        "two",
        "three",
        "four",
        "five");
    registry.addManifest(
        "pool",
        "latest",
        "application/vnd.oci.image.manifest.v1+json",
        registry.manifest("me/demo", "1").orElseThrow());
  }

  @AfterEach
  void end() {
    machine.close();
    registry.close();
  }

  private PoolInventory inventory() {
    return new PoolInventory(machine.workshop, pool);
  }

  @Test
  void entriesThatWereUsedLatelyStay() throws Exception {
    PoolInventory.Removed removed =
        inventory()
            .prune(Optional.of(Instant.now().minus(Duration.ofDays(1))), OptionalLong.empty());

    assertThat(removed.entries()).isZero();
    assertThat(registry.tags("pool")).hasSize(6);
  }

  @Test
  void olderEntriesGoAndOthersThingsStay() throws Exception {
    PoolInventory.Removed removed =
        inventory()
            .prune(Optional.of(Instant.now().plus(Duration.ofDays(1))), OptionalLong.empty());

    assertThat(removed.entries()).isEqualTo(5);
    assertThat(removed.bytes()).isPositive();
    assertThat(registry.tags("pool")).containsExactly("latest");
  }

  @Test
  void theOldestGoUntilItIsSmallEnough() throws Exception {
    PoolInventory.Removed all =
        inventory().prune(Optional.empty(), OptionalLong.of(Long.MAX_VALUE));
    assertThat(all.entries()).isZero();

    PoolInventory.Removed removed = inventory().prune(Optional.empty(), OptionalLong.of(7000));

    assertThat(removed.entries()).isEqualTo(3);
    assertThat(registry.tags("pool")).hasSize(3);
  }

  @Test
  void aRegistryThatRemovesNothingIsSaid() {
    registry.fault("DELETE", 100, new TestRegistry.Trouble.Status(405));

    assertThatThrownBy(() -> inventory().prune(Optional.empty(), OptionalLong.of(0)))
        .isInstanceOf(BuildFailure.class)
        .hasMessageEndingWith("the registry does not let anything be removed");
  }
}
