package org.repo2oci.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.ImageReference;
import org.repo2oci.registry.TestRegistry;
import org.repo2oci.registry.TestRegistry.Trouble;

/**
 * The registry fails at each request of an increment in turn: the build is finished, or it fails
 * with a reason; nothing wrong is under the tag.
 */
@Tag("e2e")
@Timeout(300)
class IncrementFaultsE2eTest {
  /** More than an increment of three layers and a pool asks for. */
  private static final int REQUESTS = 26;

  @TempDir private Path folder;

  private static final List<Trouble> TROUBLES =
      List.of(
          new Trouble.Status(500),
          new Trouble.Status(404),
          new Trouble.LostAnswer(),
          new Trouble.Status(403),
          new Trouble.Corrupt(),
          new Trouble.Status(429, Map.of("Retry-After", "0"), ""),
          new Trouble.Drop(100),
          new Trouble.Truncate(20),
          new Trouble.OtherDigest());

  /** With each number every request meets another trouble. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void aTagIsNeverWrong(int shift) throws Exception {
    int failed = 0;
    for (int number = 1; number <= REQUESTS; number++) {
      try (TestRegistry registry = new TestRegistry()) {
        Trouble trouble = TROUBLES.get((number + shift) % TROUBLES.size());
        failed += once(registry, trouble, number) ? 0 : 1;
      }
    }
    assertThat(failed).as("a fault of one request is mostly overcome").isLessThan(REQUESTS / 2);
  }

  /** Whether the build was finished. */
  private boolean once(TestRegistry registry, Trouble trouble, int number) throws Exception {
    ImageReference tag = ImageReference.parse(registry.host() + "/me/demo:1");
    ImageReference pool = ImageReference.parse(registry.host() + "/pool");
    ReuseRequest reuse = Increment.pooled(tag, pool);
    Path stores = folder.resolve(number + "");
    byte[] before;
    try (Increment first = new Increment(stores.resolve("first"))) {
      before = first.push(Increment.reuse(tag), tag, "one", "two").manifestBytes();
    }
    int asked = registry.requests().size();
    registry.faultAt(asked + number, 1, trouble);
    byte[] wanted;
    try (Increment nothing = new Increment(stores.resolve("nothing"))) {
      wanted = nothing.build(ReuseRequest.none(), "one", "two", "three").manifestBytes();
    }
    boolean finished = false;
    try (Increment empty = new Increment(stores.resolve("second"))) {
      empty.push(reuse, tag, "one", "two", "three");
      finished = true;
    } catch (BuildFailure failure) {
      assertThat(failure.message()).isNotBlank();
      assertThat(failure.hints()).as(failure.message()).isNotEmpty();
    }
    List<byte[]> allowed = new ArrayList<>(finished ? List.of(wanted) : List.of(before, wanted));
    assertThat(allowed)
        .as("%s at request %d", trouble, number)
        .anyMatch(
            one -> java.util.Arrays.equals(one, registry.manifest("me/demo", "1").orElseThrow()));
    assertThat(registry.isWhole("me/demo")).isTrue();
    assertThat(registry.isWhole("pool")).isTrue();
    return finished;
  }
}
