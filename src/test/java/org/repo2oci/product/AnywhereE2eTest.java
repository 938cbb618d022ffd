package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same image comes of the same lock, whoever builds it, wherever, and however often killed. */
@Tag("e2e")
@Timeout(1200)
class AnywhereE2eTest {
  private static final String USER = "repo2oci-e2e-any";
  private static final Pattern DIGEST = Pattern.compile("@(sha256:[0-9a-f]{64})");
  private static final Pattern LAB = Pattern.compile("(http://\\S+/lab\\?token=\\S+)");

  @TempDir private Path folder;

  @BeforeEach
  void user() throws Exception {
    assumeTrue(Command.of("id", "-u").run().succeeded().equals("0"), "only root makes users");
    assumeTrue(Command.exists("newuidmap"), "`newuidmap` is not installed");
    Command.of("useradd", "--create-home", "--home-dir", folder.resolve("home").toString(), USER)
        .run()
        .succeeded();
    Command.of("chmod", "755", folder.toString()).run().succeeded();
  }

  @AfterEach
  void noUser() throws Exception {
    Command.of("userdel", USER).run();
    // Its store has files of ids of the user's own range.
    Command.of("rm", "-rf", folder.resolve("home").toString()).run().succeeded();
  }

  @Test
  void anOrdinaryUserGetsTheImageOfRoot() throws Exception {
    Path lock = folder.resolve("lock.json");
    Product.run("lock", "examples/requirements", "-o", lock.toString()).succeeded();
    String ofRoot =
        digest(Product.run("build", "examples/requirements", "--lock", lock.toString()));
    install();

    for (int seconds : new int[] {4, 12, 20}) {
      killed(seconds, lock);
    }
    Command.Ended ended = asUser(build(lock)).run();

    assertThat(digest(ended)).isEqualTo(ofRoot);
    assertThat(asUser(build(lock)).run().err()).containsPattern("Built (\\d+) layers, \\1 cached");
    launches();
  }

  private void launches() throws Exception {
    Path out = folder.resolve("launch.out");
    Process process = asUser(program() + " launch demo").start(out, folder.resolve("launch.err"));
    try {
      Matcher lab = LAB.matcher(Files.readString(out));
      for (int i = 0; i < 1500 && !lab.find(); i++) {
        Thread.sleep(200);
        assertThat(process.isAlive()).as(Files.readString(folder.resolve("launch.err"))).isTrue();
        lab = LAB.matcher(Files.readString(out));
      }
      Http.await(URI.create(lab.group(1)), 200);
      assertThat(Files.readString(out)).contains("/tree?token=", "/nbclassic/tree?token=");
    } finally {
      Command.of("pkill", "-TERM", "-u", USER, "-f", "org.repo2oci.cli.Main launch").run();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(Command.of("pgrep", "-u", USER, "-f", "jupyter").run().out()).isEmpty();
  }

  private static String digest(Command.Ended ended) {
    Matcher digest = DIGEST.matcher(ended.succeeded());
    assertThat(digest.find()).isTrue();
    return digest.group(1);
  }

  /** As a release has them, which the user may read. */
  private void install() throws Exception {
    Path target = Path.of("target");
    Path release = Files.createDirectories(folder.resolve("home/release"));
    Command.of("cp", "repo2oci", target.resolve("repo2oci.jar").toString(), release.toString())
        .run()
        .succeeded();
    Command.of("cp", "-r", target.resolve("lib").toString(), "buildpacks", release.toString())
        .run()
        .succeeded();
    Command.of("cp", "-r", "examples/requirements", folder.resolve("home/demo").toString())
        .run()
        .succeeded();
    Command.of("chown", "-R", USER + ":", folder.resolve("home").toString()).run().succeeded();
  }

  private String program() {
    return folder.resolve("home/release/repo2oci").toString();
  }

  private String build(Path lock) {
    return program() + " build demo --threads 1 --lock " + lock;
  }

  private Command asUser(String script) {
    List<String> words =
        new ArrayList<>(
            List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--init-groups", "sh", "-c"));
    words.add("cd '%s' && umask 077 && %s".formatted(folder.resolve("home"), script));
    return Command.of(words.toArray(String[]::new))
        .with("HOME", folder.resolve("home").toString())
        .with("XDG_CACHE_HOME", folder.resolve("home/cache").toString())
        .with("TZ", "Asia/Tokyo")
        .with("LC_ALL", "C")
        .with("LANG", "C");
  }

  private void killed(int seconds, Path lock) throws Exception {
    Process process =
        asUser("exec " + build(lock)).start(folder.resolve("out"), folder.resolve("err"));
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }
}
