package org.repo2oci.repository;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;

class CheckoutTest {
  private static final long COMMIT_TIME = 1_704_157_445L;

  @TempDir private Path temporary;
  private TestRepository repository;
  private final List<BuildEvent> events = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void commitSomething() {
    repository = TestRepository.create(temporary.resolve("origin"));
    repository.write("README.md", "hello\n").write("src/run.sh", "#!/bin/sh\n");
  }

  private Checkout open(String source) {
    return open(source, Optional.empty(), Optional.empty());
  }

  private Checkout open(String source, String ref) {
    return open(source, Optional.of(ref), Optional.empty());
  }

  private Checkout open(String source, Optional<String> ref, Optional<String> subdirectory) {
    return open(source, ref, subdirectory, TestRepository.environment());
  }

  private Checkout open(
      String source,
      Optional<String> ref,
      Optional<String> subdirectory,
      Map<String, String> environment) {
    return Checkout.open(
        new CheckoutRequest(RepositorySource.parse(source), ref, subdirectory, environment),
        _ -> Optional.empty(),
        new TemporaryStore(temporary.resolve("store")),
        events::add);
  }

  private List<String> warnings() {
    return events.stream()
        .filter(BuildEvent.Warned.class::isInstance)
        .map(event -> ((BuildEvent.Warned) event).message())
        .toList();
  }

  private static String text(Checkout checkout, String path) throws IOException {
    return Files.readString(checkout.source().root().resolve(path));
  }

  private static FileTree tree(Checkout checkout) {
    return checkout.files("/home/jovyan", 1000, 1000).tree();
  }

  private static String failure(BuildFailure failure) {
    StringBuilder text = new StringBuilder(failure.message()).append('\n');
    failure.details().forEach(line -> text.append("  Caused by: ").append(line).append('\n'));
    failure.hints().forEach(line -> text.append("hint: ").append(line).append('\n'));
    return text.toString();
  }

  private String failureOf(Runnable action) {
    try {
      action.run();
    } catch (BuildFailure failure) {
      return failure(failure).replace(temporary.toString(), "TMP");
    }
    throw new AssertionError("no failure");
  }

  /** Writes a tree to disk, as a container would see it. */
  private static void materialise(FileTree tree, Path root) throws IOException {
    for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
      Path path = root.resolve(entry.getKey());
      switch (entry.getValue()) {
        case Node.Directory _ -> Files.createDirectories(path);
        case Node.RegularFile(var attributes, Content content, var _) -> {
          try (InputStream in = content.open()) {
            Files.copy(in, path);
          }
          Files.setPosixFilePermissions(
              path, fromString(attributes.mode() == 0755 ? "rwxr-xr-x" : "rw-r--r--"));
        }
        case Node.SymbolicLink link -> Files.createSymbolicLink(path, Path.of(link.target()));
        case Node other -> throw new AssertionError(other);
      }
    }
  }

  @Nested
  class OfAFolder {
    @Test
    void hasUncommittedAndUntrackedFiles() {
      repository.commit("first");
      repository.write("README.md", "changed\n").write("new.txt", "");
      try (Checkout checkout = open(repository.folder().toString())) {
        assertThat(tree(checkout).nodes())
            .containsKeys("home/jovyan/README.md", "home/jovyan/new.txt", "home/jovyan/.git/HEAD");
        assertThat(tree(checkout).size()).isPositive();
      }
    }

    @Test
    void normalisesModesOwnersAndTimes() throws IOException {
      Files.setPosixFilePermissions(
          repository.folder().resolve("src/run.sh"), fromString("rwx------"));
      Files.setPosixFilePermissions(
          repository.folder().resolve("README.md"), fromString("rw-rw-rw-"));
      Files.createSymbolicLink(repository.folder().resolve("loop"), Path.of("loop"));
      repository.commit("first");
      try (Checkout checkout = open(repository.folder().toString())) {
        FileTree tree = checkout.files("/srv/repo/", 1000, 100).tree();
        assertThat(tree.node("srv/repo/src/run.sh").orElseThrow().attributes())
            .hasToString(
                "Attributes[mode=493, uid=1000, gid=100, mtime=%d]".formatted(COMMIT_TIME));
        assertThat(tree.node("srv/repo/README.md").orElseThrow().attributes().mode())
            .isEqualTo(0644);
        assertThat(tree.node("srv/repo").orElseThrow()).isInstanceOf(Node.Directory.class);
        assertThat(tree.node("srv/repo/loop").orElseThrow())
            .isInstanceOfSatisfying(
                Node.SymbolicLink.class, link -> assertThat(link.target()).isEqualTo("loop"));
      }
    }

    @Test
    void givesTheSameDigestAtAnotherPathWithAnotherUmask() throws IOException {
      repository.commit("first");
      Path copy = temporary.resolve("elsewhere");
      TestRepository.run(temporary, "clone", "--quiet", repository.url(), copy.toString());
      TestRepository.run(copy, "remote", "remove", "origin");
      Files.setPosixFilePermissions(copy.resolve("README.md"), fromString("rw-------"));
      Files.setPosixFilePermissions(copy.resolve("src"), fromString("rwx------"));
      TestRepository.run(copy, "status");
      repository.git("stash", "list");
      try (Checkout one = open(repository.folder().toString());
          Checkout other = open(copy.toString())) {
        assertThat(other.files("/x", 1, 1).digest()).isEqualTo(one.files("/x", 1, 1).digest());
        assertThat(other.contentId()).isEqualTo(one.contentId()).hasSize(12);
        assertThat(one.files("/y", 1, 1).digest()).isNotEqualTo(one.files("/x", 1, 1).digest());
      }
    }

    @Test
    void changesItsContentIdWithItsContent() {
      Path folder = repository.folder();
      String before;
      try (Checkout checkout = open(folder.toString())) {
        before = checkout.contentId();
      }
      repository.write("README.md", "other\n");
      try (Checkout checkout = open(folder.toString())) {
        assertThat(checkout.contentId()).isNotEqualTo(before);
      }
    }

    @Test
    void leavesSecretsOutAndSaysSo() throws IOException {
      repository.write(".netrc", "machine example.org login ada password hunter2\n");
      repository.write(
          ".docker/config.json", "{\"auths\":{\"example.org\":{\"auth\":\"aHVudGVyMg==\"}}}");
      repository.write("app/config.json", "{\"auths\": {\"example.org\": {}}}");
      repository.write("certificate.pem", "-----BEGIN CERTIFICATE-----\n");
      repository.write("tls.pem", "-----BEGIN RSA PRIVATE KEY-----\nhunter2\n");
      String committed = repository.commit("with secrets");
      repository.write("gha-creds-0a1b.json", "{\"private_key\": \"hunter2\"}");
      repository.write("id_ed25519", "-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\n");
      repository.git("config", "http.https://example.org/.extraheader", "AUTHORIZATION: hunter2");
      repository.git("remote", "add", "origin", "https://ada:hunter2@example.org/demo.git");
      Path image = temporary.resolve("image");
      try (Checkout checkout = open(repository.folder().toString())) {
        materialise(tree(checkout), image);
      }
      assertThat(warnings())
          .containsExactlyInAnyOrder(
              "Left `.netrc` out of the image: it holds passwords",
              "Left `.docker/config.json` out of the image: it holds registry credentials",
              "Left `tls.pem` out of the image: it holds a private key",
              "Left `gha-creds-0a1b.json` out of the image: it holds cloud credentials",
              "Left `id_ed25519` out of the image: it holds a private key",
              "Left credentials of `.git/config` out of the image:"
                  + " `http.https://example.org/.extraheader`, `remote.origin.url`");
      assertThat(TestRepository.texts(image))
          .containsKeys("home/jovyan/certificate.pem", "home/jovyan/app/config.json")
          .allSatisfy((path, text) -> assertThat(text).doesNotContain("hunter2", "aHVudGVyMg"));
      Path home = image.resolve("home/jovyan");
      assertThat(TestRepository.run(home, "rev-parse", "HEAD").strip()).isEqualTo(committed);
      assertThat(TestRepository.run(home, "status", "--porcelain"))
          .isEqualTo(" D .docker/config.json\n D .netrc\n D tls.pem\n");
      assertThat(TestRepository.run(home, "remote", "get-url", "origin"))
          .isEqualTo("https://example.org/demo.git\n");
    }

    @Test
    void leavesCredentialsThatTheConfigurationIncludesOut() throws IOException {
      repository.commit("first");
      Path included = temporary.resolve("runner.config");
      Files.writeString(
          included, "[http \"https://example.org/\"]\n\textraheader = AUTHORIZATION: hunter2\n");
      repository.git("config", "include.path", included.toString());
      Path image = temporary.resolve("image");
      try (Checkout checkout = open(repository.folder().toString())) {
        materialise(tree(checkout), image);
      }
      assertThat(warnings())
          .containsExactly(
              "Left credentials of `.git/config` out of the image:"
                  + " `http.https://example.org/.extraheader`");
      assertThat(TestRepository.texts(image))
          .allSatisfy((path, text) -> assertThat(text).doesNotContain("hunter2", "runner.config"));
    }

    @Test
    void givesTheImageARepositoryThatWorks() throws IOException {
      repository.write("data/big.txt", "x".repeat(200_000)).write("empty", "");
      repository.commit("first");
      repository.git("tag", "--annotate", "--message", "one", "v1");
      repository.write("README.md", "second\n");
      String head = repository.commit("second");
      repository.git("tag", "v2");
      repository.write("README.md", "not committed\n");
      Path image = temporary.resolve("image");
      try (Checkout checkout = open(repository.folder().toString())) {
        materialise(tree(checkout), image);
        assertThat(checkout.commit()).contains(head);
        assertThat(checkout.mtime()).isEqualTo(COMMIT_TIME);
      }
      Path home = image.resolve("home/jovyan");
      TestRepository.run(home, "fsck", "--full", "--strict");
      assertThat(TestRepository.run(home, "status", "--porcelain", "--branch"))
          .isEqualTo("## main\n M README.md\n");
      assertThat(TestRepository.run(home, "describe", "--tags")).isEqualTo("v2\n");
      assertThat(TestRepository.run(home, "log", "--format=%s")).isEqualTo("second\n");
      TestRepository.run(home, "checkout", "--quiet", "README.md");
      assertThat(home.resolve("README.md")).hasContent("second");
      TestRepository.run(home, "fetch", "--quiet", "--unshallow", repository.url(), "main");
      assertThat(TestRepository.run(home, "log", "--format=%s")).isEqualTo("second\nfirst\n");
    }

    @Test
    void takesALinkedWorktreeAndOneWithoutACommit() {
      repository.commit("first");
      Path linked = temporary.resolve("linked");
      repository.git("worktree", "add", "--quiet", linked.toString());
      TestRepository fresh = TestRepository.create(temporary.resolve("fresh"));
      fresh.write("a", "");
      try (Checkout worktree = open(linked.toString());
          Checkout empty = open(fresh.folder().toString())) {
        assertThat(tree(worktree).nodes()).containsKey("home/jovyan/.git/index");
        assertThat(tree(empty).nodes())
            .containsKeys("home/jovyan/a", "home/jovyan/.git/HEAD")
            .doesNotContainKey("home/jovyan/.git/index");
        assertThat(empty.mtime()).isEqualTo(315_532_800L);
      }
    }

    @Test
    void keepsTheIgnoreRulesOfTheBinderFolderAndTheirCommittedFiles() throws IOException {
      repository.write(".dockerignore", "README.md\n");
      repository.write("binder/.dockerignore", "# data\n/data\n!data/keep.txt\n");
      repository.write("data/secret.csv", "hunter2\n").write("data/keep.txt", "kept\n");
      repository.commit("first");
      Path image = temporary.resolve("image");
      try (Checkout checkout = open(repository.folder().toString())) {
        materialise(tree(checkout), image);
      }
      assertThat(TestRepository.texts(image))
          .containsKeys("home/jovyan/README.md", "home/jovyan/data/keep.txt")
          .doesNotContainKey("home/jovyan/data/secret.csv")
          .allSatisfy((path, text) -> assertThat(text).doesNotContain("hunter2"));
    }

    @Test
    void startsNoProgramThatTheRepositoryNames() {
      repository.write(".gitattributes", "* filter=evil diff=evil\n");
      repository.commit("first");
      String evil = "touch " + temporary.resolve("evil");
      Path hook = repository.folder().resolve(".git/hooks/post-index-change");
      repository.write(".git/hooks/post-index-change", "#!/bin/sh\n" + evil + "\n");
      assertThat(hook.toFile().setExecutable(true)).isTrue();
      String lost = repository.git("rev-parse", "HEAD:README.md").strip();
      for (String[] setting :
          new String[][] {
            {"core.fsmonitor", evil},
            {"filter.evil.clean", evil},
            {"filter.evil.smudge", evil},
            {"core.pager", evil},
            {"core.alternateRefsCommand", evil},
            {"core.sshCommand", evil},
            {"remote.origin.url", "ext::" + evil},
            {"remote.origin.promisor", "true"},
            {"protocol.ext.allow", "always"},
          }) {
        repository.git("config", setting[0], setting[1]);
      }
      assertThat(
              repository
                  .folder()
                  .resolve(".git/objects/" + lost.substring(0, 2) + "/" + lost.substring(2))
                  .toFile()
                  .delete())
          .isTrue();
      try (Checkout checkout = open(repository.folder().toString())) {
        assertThat(tree(checkout).nodes()).containsKey("home/jovyan/.git/index");
        assertThat(checkout.contentId()).isNotEmpty();
      }
      assertThat(temporary.resolve("evil")).doesNotExist();
    }

    @Test
    void skipsWhatIsNoFile() throws Exception {
      assertThat(
              new ProcessBuilder("mkfifo", repository.folder().resolve("pipe").toString())
                  .start()
                  .waitFor())
          .isZero();
      try (Checkout checkout = open(repository.folder().toString())) {
        assertThat(tree(checkout).nodes()).doesNotContainKey("home/jovyan/pipe");
      }
      assertThat(warnings())
          .containsExactly("Left `pipe` out of the image: it is a socket, a pipe or a device");
    }

    @Test
    void worksWithoutGit() {
      repository.commit("first");
      try (Checkout checkout =
          open(
              repository.folder().toString(),
              Optional.empty(),
              Optional.empty(),
              Map.of("PATH", "/nonexistent"))) {
        assertThat(tree(checkout).nodes())
            .containsKey("home/jovyan/README.md")
            .doesNotContainKey("home/jovyan/.git");
      }
      assertThat(warnings())
          .containsExactly("Left `.git` out of the image: git cannot be asked what is in it");
    }

    @Test
    void readsASubdirectoryAlone() {
      repository.commit("first");
      try (Checkout checkout =
          open(repository.folder().toString(), Optional.empty(), Optional.of("src"))) {
        assertThat(tree(checkout).nodes().keySet())
            .containsExactly("home/jovyan", "home/jovyan/run.sh");
      }
    }

    @Test
    void refusesASubdirectoryOutside() {
      String message =
          """
          Cannot build the subdirectory `../store`: the repository has no such folder
          hint: `--subdir` is relative to the top of the repository
          """;
      assertThat(
              failureOf(() ->
                  open(repository.folder().toString(), Optional.empty(), Optional.of("../store"))))
          .isEqualTo(message);
    }

    @Test
    void refusesNamesThatAreNotText() throws Exception {
      String script = "touch \"$1/$(printf 'a\\377b')\"";
      new ProcessBuilder("sh", "-c", script, "sh", repository.folder().toString())
          .start()
          .waitFor();
      try (Checkout checkout = open(repository.folder().toString())) {
        assertThat(failureOf(() -> tree(checkout)))
            .isEqualTo(
                """
                Cannot put `a\ufffdb` in the image: its name is not UTF-8
                hint: Rename it or mend its permissions, or name it in `.dockerignore`
                """);
      }
    }
  }

  @Nested
  class OfAUrl {
    @Test
    void isTheDefaultBranchAndLeavesNothing() throws IOException {
      String head = repository.commit("first");
      Path root;
      try (Checkout checkout = open(repository.url())) {
        root = checkout.source().root();
        assertThat(checkout.contentId()).isEqualTo(head.substring(0, 7));
        assertThat(checkout.commit()).contains(head);
        assertThat(checkout.isFetched()).isTrue();
        assertThat(text(checkout, "README.md")).isEqualTo("hello\n");
      }
      assertThat(root).doesNotExist();
    }

    @Test
    void isFoundByBranchTagCommitAndExpression() throws IOException {
      String first = repository.commit("first");
      repository.git("tag", "--annotate", "--message", "one", "v1");
      repository.git("checkout", "--quiet", "-b", "feature/x");
      repository.write("README.md", "feature\n");
      String feature = repository.commit("feature");
      repository.git("checkout", "--quiet", "main");
      repository.write("README.md", "second\n");
      String second = repository.commit("second");
      Map<String, String> refs = new HashMap<>();
      refs.put("v1", first);
      refs.put("feature/x", feature);
      refs.put("origin/feature/x", feature);
      refs.put("refs/heads/main", second);
      refs.put("HEAD", second);
      refs.put(first, first);
      refs.put(first.substring(0, 8), first);
      refs.put("main~1", first);
      for (Map.Entry<String, String> ref : refs.entrySet()) {
        try (Checkout checkout = open(repository.url(), ref.getKey())) {
          assertThat(checkout.commit()).as(ref.getKey()).contains(ref.getValue());
        }
      }
    }

    @Test
    void prefersABranchToATagOfTheSameName() {
      repository.commit("first");
      repository.git("tag", "release");
      repository.git("checkout", "--quiet", "-b", "release");
      String second = repository.commit("second");
      try (Checkout checkout = open(repository.url(), "release")) {
        assertThat(checkout.commit()).contains(second);
      }
    }

    @Test
    void isTheSameImageByBranchAndByCommit() throws IOException {
      repository.commit("first");
      repository.write("README.md", "second\n");
      String head = repository.commit("second");
      repository.git("config", "uploadpack.allowReachableSHA1InWant", "false");
      try (Checkout one = open(repository.url());
          Checkout two = open(repository.url(), head);
          Checkout three = open(repository.url(), "main")) {
        assertThat(two.files("/x", 1, 1).digest()).isEqualTo(one.files("/x", 1, 1).digest());
        assertThat(three.files("/x", 1, 1).digest()).isEqualTo(one.files("/x", 1, 1).digest());
        Path image = temporary.resolve("image");
        materialise(tree(one), image);
        Path home = image.resolve("home/jovyan");
        assertThat(TestRepository.run(home, "status", "--porcelain", "--branch"))
            .isEqualTo("## main\n");
        TestRepository.run(home, "fsck", "--full", "--strict");
      }
    }

    @Test
    void hasItsSubmodules() throws IOException {
      TestRepository inner = TestRepository.create(temporary.resolve("inner"));
      inner.write("inner.txt", "inner\n").commit("inner");
      repository.git("submodule", "--quiet", "add", inner.url(), "lib/inner");
      repository.commit("first");
      Path image = temporary.resolve("image");
      try (Checkout checkout = open(repository.url())) {
        materialise(tree(checkout), image);
      }
      Path home = image.resolve("home/jovyan");
      assertThat(home.resolve("lib/inner/inner.txt")).hasContent("inner");
      assertThat(TestRepository.run(home, "status", "--porcelain")).isEmpty();
      assertThat(TestRepository.run(home.resolve("lib/inner"), "log", "--format=%s"))
          .isEqualTo("inner\n");
    }

    @Test
    void canBeABareRepositoryOrAFolderAtARef() {
      repository.commit("first");
      repository.git("tag", "v1");
      repository.write("README.md", "not committed\n");
      Path bare = temporary.resolve("bare.git");
      TestRepository.run(
          temporary, "clone", "--quiet", "--bare", repository.url(), bare.toString());
      try (Checkout one = open(bare.toString());
          Checkout two = open(repository.folder().toString(), "v1")) {
        assertThat(two.commit()).isEqualTo(one.commit());
        assertThat(two.isFetched()).isTrue();
      }
    }

    @Test
    void isFoundWhereTheServerGivesBranchesOnly() {
      String first = repository.commit("first");
      repository.commit("second");
      Map<String, String> environment = new HashMap<>(TestRepository.environment());
      environment.put("GIT_CONFIG_COUNT", "2");
      environment.put("GIT_CONFIG_KEY_1", "protocol.version");
      environment.put("GIT_CONFIG_VALUE_1", "0");
      try (Checkout checkout =
          open(repository.url(), Optional.of(first), Optional.empty(), environment)) {
        assertThat(checkout.commit()).contains(first);
      }
    }

    @Test
    void ignoresTheRepositoryThatTheCallerStandsIn() {
      String head = repository.commit("first");
      Map<String, String> environment = new HashMap<>(TestRepository.environment());
      environment.put("GIT_DIR", temporary.resolve("other/.git").toString());
      environment.put("GIT_INDEX_FILE", temporary.resolve("other/index").toString());
      try (Checkout checkout =
          open(repository.url(), Optional.empty(), Optional.empty(), environment)) {
        assertThat(checkout.commit()).contains(head);
      }
    }

    @Test
    void saysThatASubmoduleCannotBeHad() {
      TestRepository inner = TestRepository.create(temporary.resolve("inner"));
      inner.commit("inner");
      repository.git("submodule", "--quiet", "add", inner.url(), "inner");
      repository.write(".gitmodules", "[submodule \"inner\"]\npath = inner\nurl = ./gone\n");
      repository.commit("first");
      assertThat(failureOf(() -> open(repository.url())))
          .startsWith("Cannot clone the submodules of `file://TMP/origin`\n  Caused by: ")
          .endsWith("hint: Check the addresses in `.gitmodules`, and that you may read them\n");
      assertThat(temporary.resolve("store")).isEmptyDirectory();
    }

    @Test
    void warnsOfPointersWhereLargeFilesCannotBeHad() throws IOException {
      repository.write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
      repository.commit("first");
      Path tools = Files.createDirectories(temporary.resolve("tools"));
      Path git = tools.resolve("git");
      Map<String, String> environment = new HashMap<>(TestRepository.environment());
      String path = environment.get("PATH");
      Files.writeString(
          git,
          "#!/bin/sh\n[ \"$1\" = lfs ] && exit 1\nPATH='%s' exec git \"$@\"\n".formatted(path));
      assertThat(git.toFile().setExecutable(true)).isTrue();
      environment.put("PATH", tools + ":" + path);
      open(repository.url(), Optional.empty(), Optional.empty(), environment).close();
      assertThat(warnings())
          .containsExactly(
              "`git lfs` is not installed: large files of `file://%s/origin` are only pointers"
                      .formatted(temporary)
                  + " in the image");
    }

    /** The real one needs a server; this one only notes what it is asked for. */
    @Test
    void asksForLargeFilesWhereGitCanAndFailsWhereTheyDoNotCome() throws IOException {
      repository.write(".gitattributes", "*.bin filter=lfs\n").write("a.bin", "pointer\n");
      repository.commit("first");
      Path tools = Files.createDirectories(temporary.resolve("tools"));
      Path asked = temporary.resolve("asked");
      Files.writeString(
          tools.resolve("git-lfs"),
          "#!/bin/sh\necho \"$@\" >> '%s'\n[ \"$1\" = version ]\n".formatted(asked));
      assertThat(tools.resolve("git-lfs").toFile().setExecutable(true)).isTrue();
      Map<String, String> environment = new HashMap<>(TestRepository.environment());
      environment.put("PATH", tools + ":" + environment.get("PATH"));
      assertThat(
              failureOf(
                  () -> open(repository.url(), Optional.empty(), Optional.empty(), environment)))
          .startsWith("Cannot clone `file://TMP/origin`: git failed\n");
      assertThat(asked).content().isEqualTo("version\nfilter-process\n");
    }

    @Test
    void saysWhichRefsAreNear() {
      repository.commit("first");
      repository.git("branch", "develop");
      assertThat(failureOf(() -> open(repository.url(), "develp")))
          .isEqualTo(
              """
              Cannot check out `develp` of `file://TMP/origin`: it is no branch, tag or commit there
              hint: Did you mean `develop`?
              """);
      assertThat(failureOf(() -> open(repository.url(), "master")))
          .isEqualTo(
              """
              Cannot check out `master` of `file://TMP/origin`: it is no branch, tag or commit there
              hint: The default branch is `main`: leave `--ref` out, or say `--ref main`
              """);
      assertThat(failureOf(() -> open(repository.url(), "--upload-pack=touch x")))
          .startsWith("Cannot check out `--upload-pack=touch x` of");
      assertThat(temporary.resolve("store")).isEmptyDirectory();
    }

    @Test
    void saysThatThereIsNoSuchRepository() {
      assertThat(failureOf(() -> open("file://" + temporary + "/nothing")))
          .startsWith("Cannot clone `file://TMP/nothing`: there is no such repository\n")
          .endsWith("hint: Check the address, and that you may read the repository\n");
    }

    @Test
    void saysThatThereIsNoCommit() {
      TestRepository empty = TestRepository.create(temporary.resolve("empty"));
      assertThat(failureOf(() -> open(empty.url())))
          .isEqualTo(
              """
              Cannot clone `file://TMP/empty`: it has no commits
              hint: Push a commit to it first
              """);
    }

    @Test
    void saysThatThereIsNoGit() {
      assertThat(
              failureOf(() ->
                  open(repository.url(), Optional.empty(), Optional.empty(), Map.of("PATH", ""))))
          .isEqualTo(
              """
              Cannot clone `file://TMP/origin`: there is no `git` on the `PATH`
              hint: Install git, or give a folder
              """);
    }

    @Test
    void neverTellsThePassword() {
      String said = failureOf(() -> open("https://ada:hunter2@localhost:1/demo.git?token=hunter2"));
      assertThat(said)
          .startsWith("Cannot clone `https://localhost:1/demo.git`: git failed\n")
          .doesNotContain("hunter2");
    }
  }

  @Test
  void aFolderWithoutHistoryHasNoOtherRef() {
    assertThatThrownBy(() -> open(temporary.toString(), "v1"))
        .hasMessage("Cannot check out `v1` of `%s`: the folder is not a git repository", temporary);
  }
}
