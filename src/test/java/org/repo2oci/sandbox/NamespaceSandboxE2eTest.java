package org.repo2oci.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;
import org.repo2oci.store.DirectoryRemover;
import org.repo2oci.store.DiskStore;

/** Real steps in real namespaces of this machine. */
@Tag("e2e")
class NamespaceSandboxE2eTest {
  private static final Map<String, String> PATH = Map.of("PATH", "/bin");

  @TempDir Path folder;
  private NamespaceSandbox sandbox;
  private RootLayer base;

  @BeforeEach
  void makeSandbox() throws Exception {
    SandboxSettings settings = SandboxSettings.of(Map.of());
    DiskStore store =
        DiskStore.open(
            folder.resolve("store"), DirectoryRemover.ordinaryThen(MappedRemoval.of(settings)));
    sandbox = NamespaceSandbox.create(store, settings, EventSink.none());
    base = sandbox.materialise(Digest.of(new byte[] {1}), HostRoot::tree);
  }

  private Step shell(String script, RootLayer... above) {
    List<RootLayer> layers = new ArrayList<>(List.of(base));
    Collections.addAll(layers, above);
    return Step.of("test", layers, List.of("sh", "-c", script), PATH);
  }

  private List<String> linesOf(Step step) throws Exception {
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    try (StepResult result = sandbox.run(step.withOutput(lines::add))) {
      assertThat(result.exitCode()).as(String.join("\n", lines)).isZero();
    }
    return lines;
  }

  @Test
  void givesOutputAndExitCode() throws Exception {
    try (StepResult result = sandbox.run(shell("echo one; echo two >&2; exit 7"))) {
      assertThat(result.exitCode()).isEqualTo(7);
      assertThat(result.lastLines()).containsExactly("one", "two");
      assertThat(result.changes().isEmpty()).isTrue();
    }
  }

  @Test
  void saysWhichSignalEndedTheCommand() throws Exception {
    try (StepResult result = sandbox.run(shell("kill -SEGV $$"))) {
      assertThat(result.exitCode()).isEqualTo(128 + 11);
    }
  }

  @Test
  void passesArgumentsEnvironmentAndInputUnchanged() throws Exception {
    String odd = "a 'b' \"c\" $(id) `id` \\ \n$HOME\t*";
    Step step =
        Step.of(
                "test",
                List.of(base),
                List.of("sh", "-c", "cat; printf %s \"$1\"; printf %s \"$ODD\"", "x", odd),
                Map.of("PATH", "/bin", "ODD", odd, "R2O_UID", "kept"))
            .withStandardInput("input\n".getBytes(StandardCharsets.UTF_8));
    assertThat(String.join("\n", linesOf(step))).isEqualTo("input\n" + odd + odd);
  }

  @Test
  void theEnvironmentIsTheStepsOwn() throws Exception {
    assertThat(linesOf(shell("env")))
        .filteredOn(line -> !line.startsWith("_="))
        .containsExactlyInAnyOrder("PATH=/bin", "PWD=/");
  }

  @Test
  void capturesWhatTheStepChanged() throws Exception {
    String script =
        """
        umask 022; mkdir -p srv/new; echo hello > srv/new/file; ln srv/new/file srv/new/hard
        ln -s file srv/new/link; chmod 4755 srv/new/file; chown 1000:1000 srv/new
        rm etc/passwd; rm -r var; mkdir var; mkfifo srv/pipe
        echo noise > tmp/noise; echo noise > etc/hosts; echo noise > run/noise
        """;
    try (StepResult result = sandbox.run(shell(script).withPackageManager())) {
      assertThat(result.lastLines()).isEmpty();
      FileTree changes = result.changes();
      assertThat(changes.nodes().keySet())
          .containsExactly(
              "etc",
              "etc/passwd",
              "srv",
              "srv/new",
              "srv/new/file",
              "srv/new/hard",
              "srv/new/link",
              "var");
      assertThat(changes.node("etc/passwd").orElseThrow()).isInstanceOf(Node.Whiteout.class);
      assertThat(changes.node("var").orElseThrow()).isInstanceOf(Node.OpaqueDirectory.class);
      assertThat(changes.node("srv/new").orElseThrow().attributes().uid()).isEqualTo(1000);
      assertThat(changes.node("srv/new/link").orElseThrow())
          .isInstanceOfSatisfying(
              Node.SymbolicLink.class, link -> assertThat(link.target()).isEqualTo("file"));
      assertThat(changes.node("srv/new/hard").orElseThrow())
          .isInstanceOfSatisfying(
              Node.HardLink.class, link -> assertThat(link.target()).isEqualTo("srv/new/file"));
      Node.RegularFile file = (Node.RegularFile) changes.node("srv/new/file").orElseThrow();
      assertThat(file.attributes().mode()).isEqualTo(04755);
      try (InputStream content = file.content().open()) {
        assertThat(content.readAllBytes()).asString().isEqualTo("hello\n");
      }
    }
  }

  @Test
  void layersHideAndAddAsInAnImage() throws Exception {
    RootLayer upper =
        sandbox.materialise(
            Digest.of(new byte[] {2}),
            () ->
                FileTree.builder()
                    .put("etc/passwd", new Node.Whiteout(HostRoot.ROOT_FILE))
                    .put("home", new Node.OpaqueDirectory(HostRoot.ROOT_FOLDER))
                    .put("home/other", HostRoot.file("x"))
                    .put(
                        "etc/setuid",
                        new Node.RegularFile(
                            new org.repo2oci.filetree.Attributes(04750, 1000, 100, 5),
                            org.repo2oci.filetree.Content.of(new byte[3])))
                    .put("etc/hard", new Node.HardLink(HostRoot.ROOT_FILE, "etc/setuid"))
                    .build());
    assertThat(linesOf(shell("ls etc home; stat -c '%a %u:%g %Y %s %h' etc/setuid", upper)))
        .containsExactly(
            "etc:",
            "hard",
            "hosts",
            "resolv.conf",
            "setuid",
            "",
            "home:",
            "other",
            "4750 1000:100 5 3 2");
  }

  @Test
  void stacksOver100Layers() throws Exception {
    RootLayer[] layers = new RootLayer[118];
    for (int i = 0; i < layers.length; i++) {
      String name = "srv/" + i;
      layers[i] =
          sandbox.materialise(
              Digest.of(name.getBytes(StandardCharsets.UTF_8)),
              () -> FileTree.builder().put(name, HostRoot.file(name)).build());
    }
    assertThat(linesOf(shell("ls srv | wc -l", layers))).containsExactly("118");
  }

  @Test
  void runsAsTheUserWithoutGroupsAndCapabilities() throws Exception {
    List<String> lines =
        linesOf(
            shell("id -u; id -G; pwd; touch mine; grep -E '^(Cap|NoNewPrivs)' /proc/self/status")
                .withUser(1000, 1000, "/home/jovyan"));
    assertThat(lines.subList(0, 3)).containsExactly("1000", "1000", "/home/jovyan");
    assertThat(lines)
        .contains("CapBnd:\t0000000000000000", "CapEff:\t0000000000000000", "NoNewPrivs:\t1");
  }

  @Test
  void bindsFoldersReadOnlyOrWritable() throws Exception {
    Path in = Files.createDirectory(folder.resolve("in"));
    Path out = Files.createDirectory(folder.resolve("out"));
    Files.writeString(in.resolve("f"), "given");
    Step step =
        shell("cat /srv/in/f > /mnt/out/copy; echo x > /srv/in/f; mkdir /srv/in/d; true")
            .withBinds(Map.of(in, "/srv/in"), Map.of(out, "/mnt/out"));
    try (StepResult result = sandbox.run(step)) {
      assertThat(result.lastLines()).hasSize(2).allMatch(line -> line.contains("Read-only"));
      assertThat(result.changes().nodes()).isEmpty();
    }
    assertThat(out.resolve("copy")).hasContent("given");
    assertThat(in).isDirectoryNotContaining("glob:**d");
  }

  @Test
  void bindsBelowTheStepsOwnTmp() throws Exception {
    Path in = Files.createDirectory(folder.resolve("in"));
    Path out = Files.createDirectory(folder.resolve("out"));
    Files.writeString(in.resolve("f"), "given");
    Step step =
        shell("cat /tmp/in/f > /tmp/deep/er/out/copy; touch /tmp/other; ls /tmp")
            .withUser(1000, 1000, "/")
            .withBinds(Map.of(in, "/tmp/in"), Map.of(out, "/tmp/deep/er/out"));
    Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThat(linesOf(step)).containsExactly("deep", "in", "other");
    assertThat(out.resolve("copy")).hasContent("given");
    assertThat(in.resolve("f")).hasContent("given");
  }

  @Test
  void aBindThroughALinkOfTheImageIsRefused() throws Exception {
    RootLayer upper =
        sandbox.materialise(
            Digest.of(new byte[] {3}),
            () ->
                FileTree.builder()
                    .put("srv/in", new Node.SymbolicLink(HostRoot.ROOT_FILE, "/etc"))
                    .build());
    Path in = Files.createDirectory(folder.resolve("in"));
    Step step = shell("true", upper).withBinds(Map.of(in, "/srv/in/x"), Map.of());
    assertThatThrownBy(() -> sandbox.run(step))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure ->
                assertThat(failure.details())
                    .containsExactly("/srv/in/x goes through a symbolic link"));
  }

  @Test
  void theTimeLimitEndsEverything() {
    Instant before = Instant.now();
    Step step =
        shell("echo begun; setsid sleep 1000 & sleep 1000").withTimeLimit(Duration.ofSeconds(1));
    assertThatThrownBy(() -> sandbox.run(step))
        .isInstanceOfSatisfying(
            BuildFailure.class,
            failure -> {
              assertThat(failure).hasMessage("Cannot finish `test`: it ran longer than 1 s");
              assertThat(failure.details()).containsExactly("begun");
            });
    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void stopsPolitelyAndThenByForce() throws Exception {
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    Step polite = shell("trap 'echo ended; exit 3' TERM; echo up; while :; do sleep 0.1; done");
    try (RunningStep running = sandbox.start(polite.withOutput(lines::add))) {
      awaitLine(lines, "up");
      running.stop(Duration.ofSeconds(10));
      try (StepResult result = running.await()) {
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.lastLines()).containsExactly("up", "ended");
      }
    }
    Step stubborn = shell("trap '' TERM; echo stubborn; while :; do sleep 0.1; done");
    try (RunningStep running = sandbox.start(stubborn.withOutput(lines::add))) {
      awaitLine(lines, "stubborn");
      running.stop(Duration.ofMillis(300));
      assertThat(running.isRunning()).isFalse();
    }
  }

  private static void awaitLine(List<String> lines, String expected) throws Exception {
    for (int i = 0; i < 500 && !lines.contains(expected); i++) {
      Thread.sleep(20);
    }
    assertThat(lines).contains(expected);
  }

  @Test
  void leavesNothingInTheStoreButLayers() throws Exception {
    sandbox
        .run(shell("mkdir -p /srv/a; chown 1000 /srv/a; chmod 0 /srv/a").withPackageManager())
        .close();
    try (var temporary = Files.find(folder.resolve("store/tmp"), 2, (f, a) -> true)) {
      assertThat(temporary.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("scratch"));
    }
  }
}
