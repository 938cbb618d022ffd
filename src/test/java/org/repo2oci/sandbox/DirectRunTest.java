package org.repo2oci.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;

@Timeout(60)
class DirectRunTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  @TempDir Path folder;
  private final List<String> heard = new ArrayList<>();

  private OwnProgram shell(String script, Duration limit) {
    return new OwnProgram(
        "a program",
        List.of("/bin/sh", "-c", script),
        Map.of("PATH", "/usr/bin:/bin", "OWN", "a b"),
        folder,
        limit,
        heard::add);
  }

  private static SandboxSettings settings() {
    return new SandboxSettings(
        1000,
        1000,
        List.of(),
        Optional.of(Path.of("/etc/authorities.pem")),
        4096,
        Map.of("https_proxy", "http://proxy.example.org:3128", "OWN", "the machine's"));
  }

  @Test
  void tellsExitCodeAndOutputInTheOrderItWasWritten() throws Exception {
    OwnProgram.Outcome outcome =
        DirectRun.of(shell("echo one; echo two >&2; echo three; exit 7", LONG), settings());

    assertThat(outcome.exitCode()).isEqualTo(7);
    assertThat(outcome.lastLines()).containsExactly("one", "two", "three");
    assertThat(heard).containsExactly("one", "two", "three");
  }

  @Test
  void theProgramSeesItsOwnVariablesAndTheNetworksAndNoOthers() throws Exception {
    DirectRun.of(shell("env", LONG), settings());

    assertThat(heard)
        .filteredOn(line -> !line.matches("(_|PWD|SHLVL|OLDPWD)=.*"))
        .containsExactlyInAnyOrder(
            "PATH=/usr/bin:/bin",
            "OWN=a b",
            "https_proxy=http://proxy.example.org:3128",
            "SSL_CERT_FILE=/etc/authorities.pem",
            "REQUESTS_CA_BUNDLE=/etc/authorities.pem",
            "PIP_CERT=/etc/authorities.pem",
            "CURL_CA_BUNDLE=/etc/authorities.pem",
            "GIT_SSL_CAINFO=/etc/authorities.pem",
            "NODE_EXTRA_CA_CERTS=/etc/authorities.pem");
  }

  @Test
  void theProgramStartsInItsFolderWithoutInput() throws Exception {
    DirectRun.of(shell("pwd -P; wc -c", LONG), settings());

    assertThat(heard).extracting(String::strip).containsExactly(folder.toRealPath() + "", "0");
  }

  @Test
  void whatTakesTooLongIsEndedWithAllThatItStarted() throws Exception {
    Instant begin = Instant.now();
    OwnProgram endless = shell("sleep 1000 & echo $!; sleep 1000", Duration.ofMillis(500));

    assertThatThrownBy(() -> DirectRun.of(endless, settings()))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(BuildFailure.Kind.ENVIRONMENT);
              assertThat(failure.message()).startsWith("Cannot finish `a program`: it ran longer");
            });

    assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(30));
    assertGone(heard.getFirst());
  }

  private static void assertGone(String pid) throws Exception {
    for (int tries = 0; tries < 100 && isRunning(pid); tries++) {
      Thread.sleep(50);
    }
    assertThat(isRunning(pid)).isFalse();
  }

  /** A process that has ended may wait for its parent to hear of it. */
  private static boolean isRunning(String pid) throws Exception {
    Path state = Path.of("/proc", pid, "stat");
    try {
      return !Files.readString(state).contains(") Z ");
    } catch (java.nio.file.NoSuchFileException e) {
      return false;
    }
  }
}
