package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program's own image, made by the program, builds in containers of an engine. */
@Tag("e2e")
@Timeout(1200)
class OwnImageE2eTest {
  private static final String IMAGE = "repo2oci-own-e2e:1";
  private static final String CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";
  private static final List<String> UNCONFINED =
      List.of("--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined");

  @TempDir private static Path folder;
  private static Path pure;

  @BeforeAll
  static void makeImage() throws Exception {
    assumeTrue(Command.exists("docker"), "the Docker client is not on this machine");
    assumeTrue(Command.of("docker", "info").run().code() == 0, "no Docker Engine answers");
    pure = Files.createDirectory(folder.resolve("pure"));
    Files.writeString(pure.resolve("requirements.txt"), "cowsay\n");
    Command.of("chmod", "-R", "a+rX", folder.toString()).run().succeeded();
    Command.of("release/image", "--output", "docker-daemon", "-t", IMAGE)
        .with("REPO2OCI_STORE", Product.STORE.toString())
        .run()
        .succeeded();
  }

  @AfterAll
  static void removeImage() throws Exception {
    Command.of("docker", "rmi", IMAGE).run();
  }

  private static Command.Ended container(List<String> options, String... build) throws Exception {
    List<String> words = new ArrayList<>(List.of("docker", "run", "--rm", "--network=host"));
    if (Files.isRegularFile(Path.of(CERTIFICATES))) {
      words.addAll(List.of("-v", CERTIFICATES + ":" + CERTIFICATES + ":ro"));
    }
    for (String name : List.of("http_proxy", "https_proxy", "no_proxy", "PIP_INDEX_URL")) {
      words.addAll(List.of("-e", name));
    }
    words.addAll(List.of("-v", pure + ":/pure:ro"));
    words.addAll(List.of("-v", Path.of("examples/postbuild").toAbsolutePath() + ":/postbuild:ro"));
    words.addAll(options);
    words.addAll(List.of(IMAGE, "repo2oci", "build"));
    words.addAll(List.of(build));
    return Command.of(words.toArray(String[]::new)).run();
  }

  private static List<String> and(List<String> options, String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return all;
  }

  @Test
  void anOrdinaryUserBuildsAnExampleWhereNamespacesAreAllowed() throws Exception {
    Command.Ended ended =
        container(and(UNCONFINED, "--user", "1000"), "/postbuild", "--output", "oci:/tmp/out");

    ended.succeeded();
    assertThat(ended.err()).contains("Running `postBuild`").doesNotContain("one user id");
  }

  @Test
  void withoutAnyRightWheelsAreBuiltUponABaseAndNothingElse() throws Exception {
    try (LocalRegistry registry = LocalRegistry.start(folder)) {
      String base = registry.name("base:1");
      Product.run("build", "release/base", "-t", base, "--push").succeeded();

      container(List.of(), "/pure", "--base-image", base, "-t", registry.name("pure:1"), "--push")
          .succeeded();
      Command.Ended refused =
          container(List.of(), "/postbuild", "--base-image", base, "--output", "oci:/tmp/out");

      assertThat(refused.code()).isEqualTo(3);
      assertThat(refused.err())
          .contains("Cannot run `postBuild`")
          .contains("--security-opt seccomp=unconfined");
    }
  }
}
