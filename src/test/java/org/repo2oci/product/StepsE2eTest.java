package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Repositories that run something: what is run, what of it is in the image, and when again. */
@Tag("e2e")
@Timeout(600)
class StepsE2eTest {
  @TempDir private Path folder;

  private Path example(String name) throws IOException {
    Path copy = Files.createDirectory(folder.resolve(name));
    try (Stream<Path> files = Files.list(Path.of("examples", name))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return copy;
  }

  private Built build(Path repository, String... options) throws Exception {
    return Built.by(
        Product.command("build", repository.toString()).and(options),
        Files.createTempDirectory(folder, "layout"));
  }

  @Test
  void postBuildIsRunOnceForWhatItStandsOn() throws Exception {
    Path repository = example("postbuild");
    Built first = build(repository, "--no-cache-steps");
    assertThat(first.said()).contains("Running `postBuild`", "postBuild | ", "making squares.csv");
    TarArchiveEntry table = first.member("steps", "home/jovyan/squares.csv");
    assertThat(table.getLongUserId()).isEqualTo(1000);
    assertThat(first.member("repository", "home/jovyan/postBuild").getMode() & 0777)
        .isEqualTo(0755);

    Built again = build(repository);
    assertThat(again.said()).doesNotContain("Running").containsPattern("Built (\\d+) layers, \\1 ");
    assertThat(again.layers()).isEqualTo(first.layers());

    Files.writeString(repository.resolve("new.ipynb"), "{}");
    Built changed = build(repository);
    assertThat(changed.said()).contains("Running `postBuild`");
    Map<String, String> anew = new TreeMap<>(changed.layers());
    anew.values().removeAll(first.layers().values());
    assertThat(anew.keySet()).allMatch(layer -> layer.matches("(repository|steps) .*"));
  }

  @Test
  void postBuildRunTwiceGivesTheSameBits() throws Exception {
    Path repository = example("postbuild");
    Built one = build(repository, "--no-cache-steps");
    Thread.sleep(1100);
    Built other = build(repository, "--no-cache-steps");
    assertThat(other.said()).contains("Running `postBuild`");
    assertThat(other.layers()).isEqualTo(one.layers());
  }

  @Test
  void aFailureEndsTheBuildWithWhatItSaid() throws Exception {
    Path repository = Files.createDirectory(folder.resolve("fails"));
    Files.writeString(repository.resolve("postBuild"), "echo going >&2\nexit 7\n");
    Command.Ended ended = Product.run("build", repository.toString());
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("`postBuild` ended with exit code 7", "Caused by: going");
  }

  @Test
  void aHostileProgramSeesNothingOfTheMachine() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "hunter2");
    Path repository = Files.createDirectory(folder.resolve("hostile"));
    Files.writeString(
        repository.resolve("postBuild"),
        """
        cat '%s' /etc/shadow 2>/dev/null && exit 1
        env | grep -i hunter2 && exit 2
        ls /var/run/docker.sock /root 2>/dev/null && exit 3
        touch /usr/bin/x 2>/dev/null && exit 4
        setsid sleep 1000 & setsid sh -c 'sleep 1000' &
        echo $USER
        """
            .formatted(secret));
    Command.Ended ended =
        Product.command("build", repository.toString())
            .with("AWS_SECRET_ACCESS_KEY", "hunter2")
            .run();
    ended.succeeded();
    assertThat(ended.err()).contains("postBuild | jovyan");
  }

  @Test
  void aProgramThatNeverEndsIsEnded() throws Exception {
    Path repository = Files.createDirectory(folder.resolve("endless"));
    Files.writeString(repository.resolve("postBuild"), "#!/bin/sh\nexec sleep 1000\n");
    Command.Ended ended = Product.run("build", repository.toString(), "--step-timeout", "2s");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("Cannot finish `postBuild`: it ran longer than 2 s");
  }

  @Test
  void debianPackagesAreLayersOfTheirOwn() throws Exception {
    Path repository = example("apt");
    Files.writeString(repository.resolve("postBuild"), "jq --version; dpkg --audit");
    Built built = build(repository, "--no-cache-steps");
    assertThat(built.said()).contains("postBuild | jq-1.").doesNotContain("not fully installed");
    assertThat(built.members("apt")).containsKey("usr/bin/jq");
    assertThat(built.members("apt configured")).containsKey("var/lib/dpkg/status");

    Files.writeString(repository.resolve("apt.txt"), "tree\n");
    Built other = build(repository);
    Map<String, String> python = new TreeMap<>(built.layers());
    python
        .keySet()
        .removeIf(key -> !key.matches("(base|base configured|runtime|server|packages) .*"));
    assertThat(other.layers()).containsAllEntriesOf(python);
    assertThat(other.members("apt")).doesNotContainKey("usr/bin/jq").containsKey("usr/bin/tree");
  }

  @Test
  void aLineThatIsNoPackageIsRefused() throws Exception {
    Path repository = Files.createDirectory(folder.resolve("inject"));
    Files.writeString(repository.resolve("apt.txt"), "jq\njq; touch /x\n");
    Command.Ended ended = Product.run("build", repository.toString());
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("Cannot use line 2 of `apt.txt`");
  }

  @Test
  void startIsRunAroundTheCommand() throws Exception {
    Path repository = example("start");
    Built built = build(repository);
    assertThat(built.config().path("Env").toString()).contains("R2D_ENTRYPOINT=/home/jovyan/start");
    assertThat(built.member("repository", "usr/local/share/repo2oci/start").getMode() & 0777)
        .isEqualTo(0755);

    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process launched = Product.command("launch", repository.toString(), "-v").start(out, err);
    try {
      for (int i = 0; i < 600 && launched.isAlive() && Files.size(out) == 0; i++) {
        Thread.sleep(100);
      }
      assertThat(Files.readString(out)).as(Files.readString(err)).contains("http://127.0.0.1:");
      assertThat(Files.readString(err)).contains("hello from start: jupyter-lab");
    } finally {
      launched.destroy();
      launched.waitFor();
    }
  }

  @Test
  void anAppendixIsTheLast() throws Exception {
    Path repository = example("postbuild");
    Built built =
        build(
            repository,
            "--build-arg",
            "WHO=me",
            "--appendix",
            """
            ARG WHO
            ENV GREETING="hello $WHO"
            COPY --chown=${NB_USER} src/index.ipynb copied/
            USER root
            RUN echo "$GREETING" >/etc/greeting
            USER ${NB_USER}
            LABEL org.example.a=b
            """);
    assertThat(built.members("steps")).containsKey("etc/greeting");
    assertThat(built.config().path("Env").toString()).contains("GREETING=hello me");
    assertThat(built.config().path("Labels").path("org.example.a").asText()).isEqualTo("b");
    assertThat(built.config().path("User").asText()).isEqualTo("1000");
  }

  @Test
  void aDockerfileIsHandedToAnEngine() throws Exception {
    assumeTrue(Command.exists("docker"), "`docker` is not installed");
    assumeTrue(Command.of("docker", "info").run().code() == 0, "no Docker Engine runs");
    Path repository = Files.createDirectory(folder.resolve("dockerfile"));
    Files.writeString(repository.resolve("hello"), "hi");
    Files.writeString(
        repository.resolve("Dockerfile"),
        """
        FROM scratch
        ARG NB_USER
        ARG NB_UID
        ARG WHO
        COPY hello /home/$NB_USER/$NB_UID-$WHO
        """);
    Built built = build(repository, "--build-arg", "WHO=me", "--label", "a=b");
    assertThat(built.config().path("Labels").path("a").asText()).isEqualTo("b");
    assertThat(built.members("")).containsKey("home/jovyan/1000-me");
  }

  @Test
  void withoutAnEngineADockerfileIsAnErrorThatSaysSo() throws Exception {
    Path repository = Files.createDirectory(folder.resolve("alone"));
    Files.writeString(repository.resolve("Dockerfile"), "FROM scratch\n");
    Path tools = Files.createDirectory(folder.resolve("tools"));
    for (String name :
        List.of("sh", "stat", "sha256sum", "find", "readlink", "cut", "mkdir", "ls")) {
      Path program = Path.of("/usr/bin", name);
      if (Files.exists(program)) {
        Files.createSymbolicLink(tools.resolve(name), program);
      }
    }
    Command.Ended ended =
        Product.command("build", repository.toString()).with("PATH", tools.toString()).run();
    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.err())
        .contains("neither an engine nor `buildctl`", "`docker` is not installed");
  }
}
