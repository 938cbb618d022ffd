package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The workflow that releases, run by act: all of it but the tests, which are this run, and what
 * only GitHub has: its JDK, and the page of a release, for which a program notes what it was given.
 */
@Tag("e2e")
@Timeout(600)
class ReleaseE2eTest {
  @TempDir private Path folder;

  /** Instead of the one that brings a JDK; with the folder of our own `gh`. */
  private static String setupJava(Path programs) {
    return """
    runs:
      using: composite
      steps:
        - shell: bash
          run: |
            echo "JAVA_HOME=$JAVA_HOME_25_X64" >> "$GITHUB_ENV"
            echo '%s' >> "$GITHUB_PATH"
    """
        .formatted(programs);
  }

  /** Notes what it was asked, and keeps the files that it was given. */
  private static String gh(Path published) {
    return """
    #!/bin/sh
    echo "$*" > '%1$s/asked'
    for word; do [ ! -f "$word" ] || cp "$word" '%1$s'; done
    """
        .formatted(published);
  }

  private static String git(Path where, String... words) throws Exception {
    return Command.of("git", "-C", where.toString(), "-c", "user.name=a", "-c", "user.email=a@b")
        .and(words)
        .run()
        .succeeded();
  }

  @Test
  void aTagHoldsWhatRunsAndItsArchiveFitsItsSum() throws Exception {
    assumeTrue(Files.exists(Path.of(".git")), "only a clone has what is released");
    assumeTrue(Command.exists("mvn"), "Maven is not on this machine");
    Path published = Files.createDirectory(folder.resolve("published"));
    Path programs = Files.createDirectory(folder.resolve("programs"));
    Path gh = Files.writeString(programs.resolve("gh"), gh(published));
    Files.setPosixFilePermissions(gh, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path java = Files.createDirectory(folder.resolve("setup-java"));
    Files.writeString(java.resolve("action.yml"), setupJava(programs));
    Path origin = folder.resolve("origin.git");
    Path source = folder.resolve("source");
    Command.of("git", "clone", "-q", "--bare", ".", origin.toString()).run().succeeded();
    Command.of("git", "clone", "-q", origin.toString(), source.toString()).run().succeeded();
    Files.writeString(source.resolve(".mvn/maven.config"), "-Dmaven.test.skip=true\n");
    git(source, "add", "-A");
    git(source, "commit", "-q", "-m", "Leave the tests out");

    Act.Run run =
        Act.install(folder)
            .run(
                source,
                ".github/workflows/release.yml",
                "workflow_dispatch",
                "{\"inputs\": {\"version\": \"1.2.3\"}, \"repository\": {\"full_name\": \"me/demo\"}}",
                "--local-repository",
                nameOfSetupJava(source) + "=" + java,
                "--secret",
                "GITHUB_TOKEN=a-token");

    assertThat(run.succeeded()).as(run.all()).isTrue();
    assertThat(git(origin, "tag").lines()).contains("v1", "v1.2.3");
    assertThat(git(origin, "rev-parse", "v1")).isEqualTo(git(origin, "rev-parse", "v1.2.3"));
    assertThat(git(origin, "ls-tree", "--name-only", "v1.2.3").lines())
        .contains("action.yml", "repo2oci", "repo2oci.jar", "lib", "buildpacks", "man")
        .doesNotContain("src", "pom.xml");
    assertThat(published.resolve("asked"))
        .content()
        .startsWith("release create v1.2.3 --title repo2oci 1.2.3 --generate-notes");
    Command sums = Command.of("sha256sum", "--check", "SHA256SUMS");
    new Command(sums.words(), sums.environment(), published).run().succeeded();
    Command.of("tar", "-C", folder.toString(), "-xzf", published + "/repo2oci-1.2.3.tar.gz")
        .run()
        .succeeded();
    Path used = folder.resolve("used");
    Command.of("git", "clone", "-q", "--branch=v1", origin.toString(), used.toString())
        .run()
        .succeeded();
    for (Path release : List.of(used, folder.resolve("repo2oci-1.2.3"))) {
      assertThat(Command.of(release + "/repo2oci", "version").run().succeeded())
          .isEqualTo("repo2oci 1.2.3");
      assertThat(Command.of(release + "/repo2docker", "--version").run().succeeded())
          .isEqualTo("1.2.3");
    }
  }

  /** As the workflow names it, with its commit. */
  private static String nameOfSetupJava(Path source) throws Exception {
    return Files.readAllLines(source.resolve(".github/workflows/release.yml")).stream()
        .filter(line -> line.contains("uses: actions/setup-java@"))
        .map(line -> line.replaceFirst(".*uses: (\\S+).*", "$1"))
        .findFirst()
        .orElseThrow();
  }
}
