package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
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
  private static final Pattern DIGEST = Pattern.compile("@(sha256:[0-9a-f]{64})");

  @TempDir private Path folder;

  private OrdinaryUser user;

  @BeforeEach
  void makeUser() throws Exception {
    user = OrdinaryUser.create("repo2oci-e2e-any", folder);
  }

  @AfterEach
  void removeUser() throws Exception {
    user.remove();
  }

  @Test
  void anOrdinaryUserGetsTheImageOfRoot() throws Exception {
    Path lock = folder.resolve("lock.json");
    Product.run("lock", "examples/requirements", "-o", lock.toString()).succeeded();
    String ofRoot =
        digest(Product.run("build", "examples/requirements", "--lock", lock.toString()));
    user.install();
    user.copy(user.home().resolve("demo"), Path.of("examples/requirements"));

    for (int seconds : new int[] {4, 12, 20}) {
      killed(seconds, lock);
    }
    Command.Ended ended = user.command(build(lock)).run();

    assertThat(digest(ended)).isEqualTo(ofRoot);
    assertThat(user.command(build(lock)).run().err())
        .containsPattern("Built (\\d+) layers, \\1 cached");
    launches();
  }

  /** By a link of a Binder, whose page comes first. */
  private void launches() throws Exception {
    BinderRepository demo = BinderRepository.of(user.home().resolve("demo"));
    Command.of("chown", "-R", user.name() + ":", demo.folder().toString()).run().succeeded();
    String command = "%s launch '%s'".formatted(user.program(), demo.link("lab/tree/index.ipynb"));
    Launch launch = Launch.of(demo.with(user.command(command)), folder);
    try {
      URI first = launch.awaitFirst();
      assertThat(first).hasPath("/lab/tree/index.ipynb");
      Http.await(first, 200);
      launch.awaitLab();
    } finally {
      user.end("org.repo2oci.cli.Main launch");
      launch.awaitEnd();
    }
    assertThat(user.runs("jupyter")).isFalse();
  }

  private static String digest(Command.Ended ended) {
    Matcher digest = DIGEST.matcher(ended.succeeded());
    assertThat(digest.find()).isTrue();
    return digest.group(1);
  }

  private String build(Path lock) {
    return user.program() + " build demo --threads 1 --lock " + lock;
  }

  private void killed(int seconds, Path lock) throws Exception {
    Process process =
        user.command("exec " + build(lock)).start(folder.resolve("out"), folder.resolve("err"));
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }
}
