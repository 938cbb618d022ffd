package org.repo2oci.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StopTest {
  private final Program program = new Program();
  private final Cli cli = program.cli(new ByteArrayOutputStream(), new ByteArrayOutputStream());

  @Test
  void aLaunchEndsAsAskedWithItsOwnCode() throws InterruptedException {
    CountDownLatch serving = new CountDownLatch(1);
    AtomicBoolean cleaned = new AtomicBoolean();
    program.application.serving =
        () -> {
          serving.countDown();
          while (!Thread.currentThread().isInterrupted()) {
            LockSupport.park();
          }
          cleaned.set(Thread.interrupted());
        };
    Thread main = new Thread(() -> cli.run("launch", "."));
    main.start();
    assertThat(serving.await(20, TimeUnit.SECONDS)).isTrue();

    assertThat(cli.stop()).isEqualTo(OptionalInt.of(0));
    assertThat(cleaned).isTrue();
    main.join();
  }

  @Test
  void aLaunchThatIsCutOffBeforeItServesIsNoFailure() throws InterruptedException {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Cli quiet = program.cli(new ByteArrayOutputStream(), err);
    CountDownLatch building = new CountDownLatch(1);
    program.application.serving =
        () -> {
          building.countDown();
          while (!Thread.interrupted()) {
            LockSupport.park();
          }
          throw new IllegalStateException("cut off");
        };
    Thread main = new Thread(() -> quiet.run("launch", "."));
    main.start();
    assertThat(building.await(20, TimeUnit.SECONDS)).isTrue();

    assertThat(quiet.stop()).isEqualTo(OptionalInt.of(130));
    main.join();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void aBuildIsLeftToTheJvm() throws InterruptedException {
    CountDownLatch building = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    program.application.building =
        () -> {
          building.countDown();
          await(end);
        };
    Thread main = new Thread(() -> cli.run("build", "."));
    main.start();
    assertThat(building.await(20, TimeUnit.SECONDS)).isTrue();

    assertThat(cli.stop()).isEmpty();
    assertThat(main.isInterrupted()).isFalse();
    end.countDown();
    main.join();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void nothingIsToBeDoneAfterTheEnd() {
    cli.run("build", ".");

    assertThat(cli.stop()).isEmpty();
  }

  @Test
  void nothingIsToBeDoneForHelp() {
    cli.run("--help");

    assertThat(cli.stop()).isEmpty();
  }
}
