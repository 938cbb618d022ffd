package org.repo2oci.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.event.EventSink;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.Attributes;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;
import org.repo2oci.store.DirectoryRemover;
import org.repo2oci.store.DiskStore;

/** What a hostile step tries, as the user of the image, as root, and with dpkg's rights. */
@Tag("e2e")
class SandboxAttackE2eTest {
  private static final int PROCESSES = 400;

  @TempDir Path folder;
  private NamespaceSandbox sandbox;
  private RootLayer base;

  @BeforeEach
  void makeSandbox() throws Exception {
    SandboxSettings settings = SandboxSettings.of(Map.of()).withProcessLimit(PROCESSES);
    DiskStore store =
        DiskStore.open(
            folder.resolve("store"), DirectoryRemover.ordinaryThen(MappedRemoval.of(settings)));
    sandbox = NamespaceSandbox.create(store, settings, EventSink.none());
    base = sandbox.materialise(Digest.of(new byte[] {1}), HostRoot::tree);
  }

  private Step shell(String script) {
    return Step.of("attack", List.of(base), List.of("bash", "-c", script), Map.of("PATH", "/bin"))
        .withTimeLimit(Duration.ofSeconds(60));
  }

  /** The same script with the rights of each kind of step. */
  private List<Step> everyWay(String script) {
    Step asRoot = shell(script);
    List<Step> ways =
        new ArrayList<>(List.of(asRoot, asRoot.withUser(1000, 1000, "/"), asRoot.withNetwork()));
    if (!HostRoot.hasOneUser()) {
      ways.add(asRoot.withPackageManager());
    }
    return ways;
  }

  private List<String> linesOf(Step step) throws Exception {
    try (StepResult result = sandbox.run(step)) {
      return result.lastLines();
    }
  }

  /** Runs in every way; each line that the script writes tells of something that worked. */
  private void expectNothingWorks(String script) throws Exception {
    for (Step step : everyWay(script)) {
      assertThat(linesOf(step)).as("%s", step).isEmpty();
    }
  }

  @Test
  void filesOfTheMachineAreInvisible() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    expectNothingWorks(
        """
        for file in %s /etc/shadow /etc/machine-id /root/.bashrc /home/*/.ssh /var/lib/dpkg/status \
            /.repo2oci/old/* /proc/1/root/etc/shadow /proc/1/cwd/enter.sh /proc/*/root/boot \
            /var/run/docker.sock /run/docker.sock /run/containerd/containerd.sock \
            /run/dbus/system_bus_socket /sys/kernel /proc/kcore_ /dev/vda /dev/sda /dev/mem /dev/kmsg
        do [ ! -e "$file" ] || echo "$file"; done
        head -c 1 /proc/kcore 2>/dev/null; head -c 1 /proc/keys 2>/dev/null
        head -c 1 /proc/kallsyms 2>/dev/null; true
        """
            .formatted(secret));
  }

  @Test
  void theFirstProcessIsClosed() throws Exception {
    expectNothingWorks(
        """
        cat /proc/1/fd/10 2>/dev/null; cat /proc/1/environ 2>/dev/null; cat /proc/1/mem 2>/dev/null
        readlink /proc/1/root /proc/1/cwd /proc/1/exe 2>/dev/null; true
        """);
  }

  @Test
  void nothingIsInheritedButThreeFiles() throws Exception {
    expectNothingWorks(
        """
        for fd in /proc/self/fd/*; do case $fd in */[012]) ;; *) [ ! -e $fd ] || readlink $fd; esac; done
        (: </dev/tty) 2>/dev/null && echo terminal; true
        """);
  }

  @Test
  void mountsAreRefused() throws Exception {
    expectNothingWorks(
        """
        try() { "$@" >/dev/null 2>&1 && echo "$@"; }
        try mount -t tmpfs none /srv; try mount --bind /etc /srv; try mount -t proc none /proc
        try umount /proc/sys; try umount /tmp; try umount -l /.repo2oci; try umount /dev/null
        try mount -o remount,rw /proc/sys; try mount -o remount,rw,bind /.repo2oci
        try mount -t overlay -o lowerdir=/etc:/bin none /srv; try mount -t devtmpfs none /srv
        true
        """);
  }

  @Test
  void settingsOfTheKernelCannotBeWritten() throws Exception {
    expectNothingWorks(
        """
        for file in /proc/sys/kernel/core_pattern /proc/sys/vm/swappiness /proc/sysrq-trigger \
            /proc/sys/kernel/hostname /proc/sys/fs/file-max /proc/sys/kernel/pid_max /proc/irq/0/x \
            /proc/sys/kernel/modprobe /proc/sys/user/max_user_namespaces
        do { : >>"$file"; } 2>/dev/null && echo "$file"; done
        true
        """);
  }

  @Test
  void devicesCannotBeMade() throws Exception {
    expectNothingWorks(
        """
        mknod /srv/disk b 254 0 2>/dev/null && head -c 1 /srv/disk && echo disk
        mknod /dev/mem c 1 1 2>/dev/null && head -c 1 /dev/mem && echo memory
        true
        """);
  }

  @Test
  void processesOfTheMachineAreInvisible() throws Exception {
    Process outside = new ProcessBuilder("sleep", "4242").start();
    try {
      expectNothingWorks(
          """
          for file in /proc/[0-9]*/cmdline; do
            tr '\\0' ' ' <"$file" 2>/dev/null | grep -E '[s]leep 4242|[j]ava|unshare .*[o]uter'; done
          kill -9 %d 2>/dev/null && echo killed
          true
          """
              .formatted(outside.pid()));
      assertThat(outside.isAlive()).isTrue();
    } finally {
      outside.destroyForcibly();
    }
  }

  @Test
  void killingEverythingReachesOnlyTheStep() throws Exception {
    for (Step step :
        everyWay("trap '' TERM; exec 2>/dev/null; kill -TERM -1; kill -9 1; echo on; kill -9 -1")) {
      try (StepResult result = sandbox.run(step)) {
        assertThat(result.lastLines()).containsExactly("on");
        assertThat(result.exitCode()).isBetween(0, 137);
      }
    }
  }

  @Test
  void aDaemonLeftRunningIsEnded() throws Exception {
    for (Step step : everyWay("setsid sleep 54545 & exec setsid -f true; true")) {
      sandbox.run(step).close();
      assertThat(running("54545")).isEmpty();
    }
  }

  private static List<String> running(String argument) throws IOException {
    try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
      return processes
          .flatMap(process -> process.info().commandLine().stream())
          .filter(line -> line.contains("sleep " + argument))
          .toList();
    }
  }

  @Test
  void aForkBombIsBounded() throws Exception {
    String script =
        """
        exec sh -c '
          (i=0; while [ $i -lt %d ]; do sleep 54546 & i=$((i + 1)); done) 2>/dev/null
          exec sleep 1'
        """
            .formatted(2 * PROCESSES);
    for (Step step : everyWay(script)) {
      List<String> counts = Collections.synchronizedList(new ArrayList<>());
      Thread counter =
          Thread.ofVirtual()
              .start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                  try {
                    counts.add(Integer.toString(running("54546").size()));
                    Thread.sleep(50);
                  } catch (IOException | InterruptedException e) {
                    return;
                  }
                }
              });
      sandbox.run(step.withTimeLimit(Duration.ofSeconds(30))).close();
      counter.interrupt();
      counter.join();
      assertThat(counts.stream().mapToInt(Integer::parseInt).max().orElse(0))
          .isBetween(50, PROCESSES);
      assertThat(running("54546")).isEmpty();
    }
  }

  @Test
  void programsThatAreSetuidRootGiveNothing() throws Exception {
    RootLayer upper =
        sandbox.materialise(
            Digest.of(new byte[] {9}),
            () ->
                FileTree.builder()
                    .put(
                        "bin/rootid",
                        new Node.RegularFile(
                            new Attributes(04755, 0, 0, 0),
                            Content.ofFile(Path.of("/usr/bin/id").toRealPath())))
                    .build());
    Step step =
        Step.of("attack", List.of(base, upper), List.of("rootid", "-u"), Map.of("PATH", "/bin"))
            .withUser(1000, 1000, "/");
    assertThat(linesOf(step)).containsExactly("1000");
  }

  @Test
  void layersInTheStoreAreClosedToOthers() throws Exception {
    assertThat(base.directory()).isDirectory();
    assertThat(Files.getPosixFilePermissions(base.directory())).hasSize(3);
  }

  @Test
  void withoutNetworkTheMachinesServersAreOutOfReach() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String script =
          "(exec 3<>/dev/tcp/127.0.0.1/%d) 2>/dev/null && echo reached; true"
              .formatted(server.getLocalPort());
      assertThat(linesOf(shell(script))).isEmpty();
      assertThat(linesOf(shell(script).withNetwork())).containsExactly("reached");
    }
    assertThat(linesOf(shell("grep : /proc/net/dev | tr -d ' ' | grep -v '^lo:'"))).isEmpty();
  }

  @Test
  void namespacesOfOnesOwnGiveNothing() throws Exception {
    expectNothingWorks(
        """
        unshare --user --map-root-user --mount --pid --fork bash -c '
          mount -t proc none /proc && ls /proc/1/root/.repo2oci/old/
          umount /proc/sys && echo unmasked
          mount -o remount,rw,bind /proc/sys && echo writable
          mknod /srv/disk b 254 0 && head -c 1 /srv/disk
          { echo x >/proc/sys/kernel/core_pattern; } && echo setting' 2>/dev/null
        true
        """);
  }

  @Test
  void aStepThatFillsTheDiskIsEndedWhileThereIsRoom() throws Exception {
    assumeTrue(
        (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0,
        "only root mounts a small disk");
    Path small = Files.createDirectory(folder.resolve("small"));
    assertThat(run("mount", "-t", "tmpfs", "-o", "size=256m", "test", small.toString())).isZero();
    try {
      SandboxSettings settings = SandboxSettings.of(Map.of());
      DiskStore store = DiskStore.open(small.resolve("store"), DirectoryRemover.ordinary());
      NamespaceSandbox there = NamespaceSandbox.create(store, settings, EventSink.none());
      RootLayer root = there.materialise(Digest.of(new byte[] {1}), HostRoot::tree);
      Step step =
          Step.of(
              "attack",
              List.of(root),
              List.of(
                  "bash",
                  "-c",
                  "for i in {1..200}; do head -c 2M /dev/zero >/f$i; sleep 0.1; done"),
              Map.of("PATH", "/bin"));
      assertThatThrownBy(() -> there.run(step.withTimeLimit(Duration.ofSeconds(60))))
          .isInstanceOf(BuildFailure.class)
          .hasMessageContaining("it filled the disk");
      assertThat(Files.getFileStore(small).getUsableSpace()).isGreaterThan(32 << 20);
    } finally {
      run("umount", "-l", small.toString());
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
