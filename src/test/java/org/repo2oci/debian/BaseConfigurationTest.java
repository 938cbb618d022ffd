package org.repo2oci.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.repo2oci.debian.DebWriter.deb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.sandbox.Sandbox;
import org.repo2oci.sandbox.Step;
import org.repo2oci.sandbox.StepResult;

/** From a signed mirror to a configured base, with a sandbox that runs nothing. */
class BaseConfigurationTest {
  private static final TestKey KEY = TestKey.create();
  private static final Account ACCOUNT = new Account("jovyan", 1000, 1000);

  @TempDir Path folder;
  private final FolderFetcher fetcher = new FolderFetcher();
  private final FakeSandbox sandbox = new FakeSandbox();
  private TestMirror mirror;

  /** Remembers what it was given, and answers with one new file. */
  private static final class FakeSandbox implements Sandbox {
    final List<FileTree> trees = new ArrayList<>();
    final List<Step> steps = new ArrayList<>();
    int exitCode;
    boolean closed;

    @Override
    public RootLayer materialise(Digest key, TreeSource tree) throws IOException {
      trees.add(tree.get());
      return new RootLayer(key, Path.of("/nowhere"));
    }

    @Override
    public StepResult run(Step step) {
      steps.add(step);
      FileTree changes =
          FileTree.builder()
              .put(
                  "etc/passwd",
                  new Node.RegularFile(
                      new Attributes(0644, 0, 0, 1_800_000_000L),
                      Content.of("root".getBytes(StandardCharsets.UTF_8))))
              .build();
      return new StepResult(
          exitCode, List.of("Setting up git", "dpkg: error"), changes, () -> closed = true);
    }
  }

  @BeforeEach
  void prepares() throws IOException {
    KEY.writeTo(folder.resolve("base/keys"));
    Files.createDirectories(folder.resolve("base/scripts"));
    Files.writeString(folder.resolve("base/scripts/configure.sh"), "exit 0\n");
    mirror =
        new TestMirror(folder, KEY)
            .packaged(
                "trixie",
                deb("base-files").folder("./").folder("./usr").link("./bin", "usr/bin"),
                "Essential: yes\n")
            .packaged(
                "trixie",
                deb("git")
                    .control("triggers", "interest-noawait /usr/lib/git\ninterest gitty\n")
                    .folder("./usr")
                    .folder("./usr/bin")
                    .file("./usr/bin/git", "elf", 0755),
                "")
            .packaged(
                "trixie",
                deb("locales").folder("./usr").folder("./usr/share").file("./usr/share/en", "x"),
                "")
            .write();
  }

  private DebianDefinition definition() {
    return new DebianDefinition(
        folder.resolve("base"),
        "trixie",
        List.of("main"),
        List.of("git"),
        List.of("locales"),
        Map.of("build", List.of("git")),
        "en_US.UTF-8",
        "3.13",
        "2.41",
        Exclusions.none());
  }

  private LockedDebian lock() throws IOException, InterruptedException {
    return new DebianLocker(fetcher, EventSink.none(), Clock.fixed(TestMirror.NOW, ZoneOffset.UTC))
        .lock(definition(), mirror.mirror(), "amd64");
  }

  private BaseConfiguration configuration(Account account) {
    return new BaseConfiguration(
        sandbox, EventSink.none(), definition(), new DebInstaller(Exclusions.none()), account);
  }

  private List<UnpackedDeb> unpack(LockedDebian lock, List<LockedDeb> packages)
      throws IOException, InterruptedException {
    return new DebianUnpacker(fetcher, mirror.mirror(), new DebInstaller(Exclusions.none()))
        .unpack(lock, packages, folder);
  }

  private ConfiguredBase configure() throws IOException, InterruptedException {
    LockedDebian lock = lock();
    return configuration(ACCOUNT)
        .configure(lock, unpack(lock, lock.basePackages()), unpack(lock, lock.configurePackages()));
  }

  @Test
  void theStepSeesAllPackagesAndTheImageOnlyItsOwn() throws IOException, InterruptedException {
    try (ConfiguredBase configured = configure()) {
      assertThat(sandbox.trees.getFirst().nodes())
          .containsKeys("bin", "usr/bin/git", "var/lib/dpkg/info/git.list")
          .doesNotContainKey("usr/share/en");
      assertThat(sandbox.trees.getLast().nodes())
          .containsKeys("usr/share/en", "var/lib/dpkg/status", "var/lib/repo2oci/configure.sh");
      assertThat(configured.changes().nodes())
          .containsKeys("etc/passwd", "etc/dpkg/dpkg.cfg.d/repo2oci", "var/lib/apt/extended_states")
          .doesNotContainKeys("usr/share/en", "var/lib/repo2oci/configure.sh", "usr/bin/git");
      assertThat(configured.changes().node("etc/passwd").orElseThrow().attributes().mtime())
          .isEqualTo(DebWriter.MTIME);
      assertThat(sandbox.closed).isFalse();
    }
    assertThat(sandbox.closed).isTrue();
  }

  @Test
  void dpkgFindsEverythingUnpacked() throws IOException, InterruptedException {
    configure().close();
    FileTree seed = sandbox.trees.getLast();
    assertThat(text(seed, "var/lib/dpkg/status"))
        .containsSubsequence(
            "Package: base-files\nStatus: install ok unpacked",
            "Package: git\nStatus: install ok unpacked")
        .doesNotContain("locales");
    assertThat(text(seed, "var/lib/dpkg/triggers/File")).isEqualTo("/usr/lib/git git/noawait\n");
    assertThat(text(seed, "var/lib/dpkg/triggers/gitty")).isEqualTo("git\n");
    assertThat(text(seed, "var/lib/apt/extended_states"))
        .isEqualTo("Package: base-files\nArchitecture: amd64\nAuto-Installed: 1\n\n");
  }

  private static String text(FileTree tree, String path) {
    return tree.node(path).orElseThrow() instanceof Node.RegularFile file
        ? new String(TreeText.bytes(file), StandardCharsets.UTF_8)
        : "no file";
  }

  @Test
  void theStepAsksNoQuestionsAndHasNoNetwork() throws IOException, InterruptedException {
    configure().close();
    Step step = sandbox.steps.getFirst();
    assertThat(step.network()).isFalse();
    assertThat(step.packageManager()).isTrue();
    assertThat(step.environment())
        .containsEntry("DEBIAN_FRONTEND", "noninteractive")
        .containsEntry("ACCOUNT", "jovyan")
        .containsEntry("SOURCE_DATE_EPOCH", Long.toString(DebWriter.MTIME));
  }

  @Test
  void aFailedScriptFailsTheBuildWithItsOutput() {
    sandbox.exitCode = 1;
    assertThatThrownBy(this::configure)
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure.message()).contains("exit code 1");
              assertThat(failure.details()).contains("dpkg: error");
            });
    assertThat(sandbox.closed).isTrue();
  }

  @Test
  void theKeyIsKnownBeforeAndCoversTheAccountAndTheScript()
      throws IOException, InterruptedException {
    LockedDebian lock = lock();
    Digest key = configuration(ACCOUNT).key(lock);
    assertThat(configuration(ACCOUNT).key(lock())).isEqualTo(key);
    assertThat(configuration(new Account("rstudio", 1000, 1000)).key(lock)).isNotEqualTo(key);
    Files.writeString(folder.resolve("base/scripts/configure.sh"), "exit 1\n");
    assertThat(configuration(ACCOUNT).key(lock)).isNotEqualTo(key);
    assertThat(configuration(ACCOUNT).packagesKey(lock))
        .isEqualTo(configuration(new Account("x", 1, 1)).packagesKey(lock));
  }

  @Test
  void aBrokenArchiveEndsTheUnpacking() throws IOException, InterruptedException {
    LockedDebian lock = lock();
    Files.write(folder.resolve("debian/pool/git.deb"), new byte[] {1});
    assertThatThrownBy(() -> unpack(lock, lock.basePackages()))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("git 1.0-1");
  }

  @Test
  void packagesWithTheSameFileCannotBeMerged() throws IOException, InterruptedException {
    mirror.packaged("trixie", deb("thief").folder("./usr/bin").file("./usr/bin/git", "mine"), "");
    mirror.write();
    LockedDebian lock = lock();
    List<UnpackedDeb> packages = new ArrayList<>(unpack(lock, lock.basePackages()));
    packages.add(
        new DebInstaller(Exclusions.none())
            .unpack(
                new LockedDeb(
                    "thief",
                    "1.0-1",
                    "amd64",
                    "trixie",
                    "pool/thief.deb",
                    1,
                    Digest.of(new byte[1])),
                folder.resolve("debian/pool/thief.deb"),
                folder));
    assertThatThrownBy(() -> MergedTree.of(packages))
        .hasMessage(
            "Cannot unpack the Debian packages `git` and `thief` together: both have"
                + " `/usr/bin/git`");
  }

  @Test
  void aToolboxHasAccountsAndLinks() throws IOException, InterruptedException {
    LockedDebian lock = lock();
    FileTree tree = Toolbox.of(unpack(lock, lock.toolboxPackages("build")), ACCOUNT);
    assertThat(tree.nodes())
        .containsKeys("bin", "sbin", "lib64", "usr/lib64", "tmp", "home/jovyan", "usr/bin/git")
        .doesNotContainKeys("usr/bin/cc", "var/lib/dpkg/info/git.list");
    assertThat(text(tree, "etc/passwd")).contains("jovyan:x:1000:1000::/home/jovyan:/bin/sh\n");
  }
}
