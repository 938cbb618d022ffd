package org.repo2oci.pypi.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.failure.BuildFailure;

/** The machine's git against a daemon on loopback. */
@Timeout(60)
class GitCheckoutsTest {
  private static final String PLACE = "`requirements.txt` at line 3";

  @TempDir Path folder;
  private GitServer server;
  private GitCheckouts git;
  private Path work;
  private String first;

  @BeforeEach
  void serve() throws Exception {
    git =
        new GitCheckouts(
            Map.of(
                "PATH", String.valueOf(System.getenv("PATH")), "GIT_CONFIG_GLOBAL", "/dev/null"));
    server = GitServer.of(folder.resolve("served"));
    work = Files.createDirectories(folder.resolve("work"));
    Files.writeString(work.resolve("file"), "one");
    first = server.add("thing", work, "v1");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String checkout(Optional<String> revision, String into) throws Exception {
    return git.checkout(server.url("thing"), revision, folder.resolve(into), PLACE);
  }

  private String commitMore(String branch) throws Exception {
    GitServer.said(work, "git", "checkout", "--quiet", "-B", branch);
    Files.writeString(work.resolve("file"), branch);
    GitServer.said(work, "git", "commit", "--quiet", "--all", "--message=more");
    GitServer.said(
        work, "git", "push", "--quiet", folder.resolve("served/thing").toString(), branch);
    return GitServer.said(work, "git", "rev-parse", "HEAD");
  }

  @Test
  void getsTheDefaultBranchWithTagsAndHistory() throws Exception {
    String second = commitMore("main");

    assertThat(checkout(Optional.empty(), "out")).isEqualTo(second);

    Path out = folder.resolve("out");
    assertThat(out.resolve("file")).hasContent("main");
    assertThat(GitServer.said(out, "git", "describe", "--tags"))
        .startsWith("v1-1-g" + second.substring(0, 7));
    assertThat(git.head(out)).contains(second);
    assertThat(git.time(out)).contains(1_622_548_800L);
  }

  @Test
  void getsABranchATagACommitAndAShortenedOne() throws Exception {
    String second = commitMore("feature/x");

    assertThat(checkout(Optional.of("feature/x"), "a")).isEqualTo(second);
    assertThat(checkout(Optional.of("v1"), "b")).isEqualTo(first);
    assertThat(checkout(Optional.of(second), "c")).isEqualTo(second);
    assertThat(checkout(Optional.of(first.substring(0, 8)), "d")).isEqualTo(first);
    assertThat(folder.resolve("d/file")).hasContent("one");
  }

  @Test
  void getsWhatNoBranchLeadsTo() throws Exception {
    String second = commitMore("gone");
    Path bare = folder.resolve("served/thing");
    GitServer.said(bare, "git", "update-ref", "refs/pull/7/head", second);
    GitServer.said(bare, "git", "branch", "-D", "gone");

    assertThat(checkout(Optional.of("refs/pull/7/head"), "out")).isEqualTo(second);
  }

  @Test
  void namesTheLineOfARevisionThatIsNotThere() {
    BuildFailure failure =
        catchThrowableOfType(
            BuildFailure.class, () -> checkout(Optional.of("no-such-branch"), "out"));

    assertThat(failure.message()).isEqualTo("Cannot get the Git repository of " + PLACE);
    assertThat(failure.details()).anySatisfy(line -> assertThat(line).contains("no-such-branch"));
    assertThat(failure.hints()).isNotEmpty();
  }

  @Test
  void takesNoRevisionForAnOption() throws Exception {
    Path marker = folder.resolve("marker");

    BuildFailure failure =
        catchThrowableOfType(
            BuildFailure.class,
            () -> checkout(Optional.of("--upload-pack=touch " + marker), "out"));

    assertThat(failure.message()).startsWith("Cannot get the Git repository");
    assertThat(marker).doesNotExist();
  }

  @Test
  void readsNoFoldersOfTheMachine() {
    BuildFailure failure =
        catchThrowableOfType(
            BuildFailure.class,
            () ->
                git.checkout(
                    folder.resolve("served/thing").toUri().toString(),
                    Optional.empty(),
                    folder.resolve("out"),
                    PLACE));

    assertThat(failure.details()).anySatisfy(line -> assertThat(line).contains("not allowed"));
  }

  @Test
  void writesNoLoginAnywhere() throws Exception {
    String url = server.url("thing").replace("git://", "git://me:secret@");
    Path out = folder.resolve("out");

    BuildFailure refused =
        catchThrowableOfType(
            BuildFailure.class, () -> git.checkout(url, Optional.of("v1"), out, PLACE));

    assertThat(Files.readString(out.resolve(".git/config")))
        .contains(server.url("thing"))
        .doesNotContain("secret");
    assertThat(refused.details().toString() + refused.hints()).doesNotContain("secret");
  }

  @Test
  void aFolderWithoutGitHasNoHead() throws Exception {
    assertThat(git.head(Files.createDirectory(folder.resolve("plain")))).isEmpty();
  }
}
