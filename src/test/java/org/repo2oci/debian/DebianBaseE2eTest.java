package org.repo2oci.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.event.EventSink;
import org.repo2oci.fetch.HttpFetcher;
import org.repo2oci.fetch.NetworkSettings;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.Digest;
import org.repo2oci.sandbox.NamespaceSandbox;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.sandbox.Sandbox;
import org.repo2oci.sandbox.SandboxSettings;
import org.repo2oci.sandbox.Step;
import org.repo2oci.sandbox.StepResult;
import org.repo2oci.store.DiskStore;
import org.repo2oci.store.Scratch;
import org.repo2oci.store.Store;

/** The real base, from the mirror that this machine's apt uses, in real namespaces. */
@Tag("e2e")
class DebianBaseE2eTest {
  private static final Account JOVYAN = new Account("jovyan", 1000, 1000);
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME", "/tmp");

  /** Ours to remove: the links in it lead into no host. */
  @TempDir(cleanup = CleanupMode.NEVER)
  static Path temporary;

  private static DebianDefinition definition;
  private static DebInstaller installer;
  private static HttpFetcher fetcher;
  private static DebianMirror mirror;
  private static LockedDebian lock;
  private static Store store;

  @BeforeAll
  static void locks() throws IOException, InterruptedException {
    Optional<DebianMirror> found = DebianMirror.ofApt(Path.of("/"));
    assumeTrue(found.isPresent(), "this machine's apt has no Debian source");
    mirror = found.get();
    definition = DebianDefinition.read(Path.of("buildpacks/base"));
    installer = new DebInstaller(definition.exclusions());
    store = DiskStore.open(temporary.resolve("store"));
    fetcher = new HttpFetcher(NetworkSettings.defaults(), store, EventSink.none());
    lock =
        new DebianLocker(fetcher, EventSink.none(), Clock.systemUTC())
            .lock(definition, mirror, "amd64");
  }

  @AfterAll
  static void removes() throws IOException, InterruptedException {
    if (fetcher != null) {
      fetcher.close();
    }
    new ProcessBuilder("rm", "-rf", temporary.toString()).inheritIO().start().waitFor();
  }

  private static Sandbox sandbox(Store of) throws IOException {
    return NamespaceSandbox.create(of, SandboxSettings.of(Map.of()), EventSink.none());
  }

  private static List<UnpackedDeb> unpack(List<LockedDeb> packages, Scratch scratch)
      throws IOException, InterruptedException {
    return new DebianUnpacker(fetcher, mirror, installer)
        .unpack(lock, packages, scratch.directory());
  }

  private static ConfiguredBase configure(Sandbox sandbox, Scratch scratch)
      throws IOException, InterruptedException {
    List<UnpackedDeb> base = unpack(lock.basePackages(), scratch);
    List<UnpackedDeb> extra = unpack(lock.configurePackages(), scratch);
    return new BaseConfiguration(sandbox, EventSink.none(), definition, installer, JOVYAN)
        .configure(lock, base, extra);
  }

  @Test
  void theBaseIsTheSameTwiceAndWorks() throws IOException, InterruptedException {
    Sandbox first = sandbox(store);
    Sandbox second = sandbox(DiskStore.open(temporary.resolve("another store")));
    try (Scratch scratch = store.newScratch();
        ConfiguredBase one = configure(first, scratch);
        Scratch again = store.newScratch();
        ConfiguredBase two = configure(second, again)) {
      assertThat(TreeText.of(two.changes())).isEqualTo(TreeText.of(one.changes()));

      RootLayer packages =
          new BaseConfiguration(first, EventSink.none(), definition, installer, JOVYAN)
              .packagesLayer(lock, FileTree::empty);
      RootLayer changes =
          first.materialise(
              Digest.of("changes".getBytes(java.nio.charset.StandardCharsets.UTF_8)), one::changes);
      List<RootLayer> root = List.of(packages, changes);
      checkSystem(first, root);
      checkAccount(first, root);
      checkApt(first, root);
    }
  }

  private static void checkSystem(Sandbox sandbox, List<RootLayer> root)
      throws IOException, InterruptedException {
    assertThat(run(sandbox, step(root, "dpkg --audit; dpkg -l | grep -c '^ii'")))
        .containsExactly(Integer.toString(lock.base().size()));
    assertThat(run(sandbox, step(root, "dpkg -l | grep -v '^ii' | grep -c '^[a-z]'; true")))
        .containsExactly("0");
    assertThat(run(sandbox, step(root, "LC_ALL=en_US.UTF-8 locale charmap; locale -a")))
        .contains("UTF-8", "C.utf8", "en_US.utf8");
    assertThat(
            run(
                sandbox,
                step(
                    root,
                    "python3 -c 'import ssl, sqlite3, venv, ctypes, lzma, bz2, curses, readline;"
                        + " print(len(ssl.create_default_context().get_ca_certs()) > 50)'")))
        .containsExactly("True");
    assertThat(run(sandbox, step(root, "git --version; vi --version | head -1; less -V | head -1")))
        .hasSize(3);
    assertThat(run(sandbox, step(root, "cat /etc/shadow | cut -d: -f3 | sort -u | wc -l")))
        .as("one day in /etc/shadow")
        .containsExactly("1");
    assertThat(
            run(
                sandbox,
                step(root, "ls -d /usr/share/man/man1 /var/lib/repo2oci 2>/dev/null; true")))
        .isEmpty();
  }

  private static void checkAccount(Sandbox sandbox, List<RootLayer> root)
      throws IOException, InterruptedException {
    Step asUser =
        bash(
            root,
            "id; echo ~; ls -A ~ | wc -l; touch ~/x && python3 -m venv /tmp/v && /tmp/v/bin/pip --version | cut -c1-4");
    Map<String, String> environment = new java.util.HashMap<>(ENVIRONMENT);
    environment.remove("HOME");
    Step step =
        Step.of("as user", asUser.layers(), asUser.command(), environment)
            .withUser(1000, 1000, "/home/jovyan");
    assertThat(run(sandbox, step))
        .containsExactly(
            "uid=1000(jovyan) gid=1000(jovyan) groups=1000(jovyan)", "/home/jovyan", "3", "pip ");
  }

  private static void checkApt(Sandbox sandbox, List<RootLayer> root)
      throws IOException, InterruptedException {
    List<String> lines =
        run(
            sandbox,
            step(
                    root,
                    "apt-get update -q 2>&1 | tail -1;"
                        + " DEBIAN_FRONTEND=noninteractive apt-get install -qq -y tree libxml2 >/tmp/log 2>&1 || cat /tmp/log;"
                        + " tree --version | cut -d' ' -f1; apt-mark showauto | grep -c .; dpkg --audit")
                .withNetwork()
                .withPackageManager());
    assertThat(lines).contains("tree");
  }

  @Test
  void theToolboxesRunWithoutMaintainerScripts() throws IOException, InterruptedException {
    Sandbox sandbox = sandbox(store);
    try (Scratch scratch = store.newScratch()) {
      RootLayer build = toolbox(sandbox, "build", scratch);
      assertThat(
              run(
                  sandbox,
                  step(
                      List.of(build),
                      "cd /tmp && printf '#include <Python.h>\\n#include <openssl/ssl.h>\\nint main() { return 0; }' > a.c"
                          + " && cc $(pkg-config --cflags python3) -c a.c && printf '#include <vector>\\nint main(){std::vector<int> v(3); return v.size()-3;}' > b.cc"
                          + " && c++ b.cc -o b && ./b && git init -q r && echo 1 | awk '{print $1 + 1}' && make --version | head -1 | cut -c1-8")))
          .containsExactly("2", "GNU Make");
      RootLayer python = toolbox(sandbox, "python", scratch);
      assertThat(
              run(
                  sandbox,
                  step(
                      List.of(python),
                      "python3 -c 'import ssl, venv, sys; print(sys.version_info[:2])'")))
          .containsExactly("(3, 13)");
    }
  }

  private static RootLayer toolbox(Sandbox sandbox, String name, Scratch scratch)
      throws IOException, InterruptedException {
    FileTree tree = Toolbox.of(unpack(lock.toolboxPackages(name), scratch), JOVYAN);
    return sandbox.materialise(
        Digest.of(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)), () -> tree);
  }

  /** Knows the home of who has no variable that says it, as dash does not. */
  private static Step bash(List<RootLayer> root, String script) {
    return Step.of("check", root, List.of("/bin/bash", "-c", script), ENVIRONMENT);
  }

  private static Step step(List<RootLayer> root, String script) {
    return Step.of("check", root, List.of("/bin/sh", "-c", script), ENVIRONMENT);
  }

  private static List<String> run(Sandbox sandbox, Step step)
      throws IOException, InterruptedException {
    List<String> lines = new CopyOnWriteArrayList<>();
    try (StepResult result = sandbox.run(step.withOutput(lines::add).withoutChanges())) {
      assertThat(result.exitCode()).as(String.join("\n", lines)).isZero();
    }
    return List.copyOf(lines);
  }
}
