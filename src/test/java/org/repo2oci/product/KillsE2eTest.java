package org.repo2oci.product;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A few kills of each kind; {@code bench/kills} is for more of them. */
@Tag("e2e")
@Timeout(900)
class KillsE2eTest {
  private static final String KILLS = Integer.toString(Integer.getInteger("kills", 3));

  @Test
  void whatIsKilledLeavesNothingWrong() throws Exception {
    assumeTrue(Command.exists("docker-registry"), "docker-registry is needed");
    assumeTrue(Command.exists("python3"), "python3 is needed");

    Command.of("bench/kills", "steps,launch,lock", KILLS).run().succeeded();
  }
}
