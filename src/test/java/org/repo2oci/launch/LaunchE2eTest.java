package org.repo2oci.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Real servers in real sandboxes, of root and of a user who may nothing. */
@Tag("e2e")
@Timeout(180)
class LaunchE2eTest {
  private static final String USER = "repo2oci-launch";

  @TempDir static Path folder;
  private static List<String> classPath = List.of();

  private final String marker = "--marker=" + UUID.randomUUID();

  enum Who {
    ROOT,
    USER,
    /** The user, where the machine gives no range of ids. */
    ONE_ID
  }

  @BeforeAll
  static void makeUser() throws Exception {
    assumeTrue(
        (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0,
        "only root can make another user");
    assumeTrue(
        Files.isExecutable(PythonImage.PYTHON), "the image is made of this machine's Python");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    run("userdel", USER);
    run("useradd", "--no-create-home", USER);
    List<String> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      if (Files.exists(Path.of(entry))) {
        Path copy = folder.resolve("lib" + copies.size() + (entry.endsWith(".jar") ? ".jar" : ""));
        run("cp", "-r", entry, copy.toString());
        copies.add(copy.toString());
      }
    }
    Files.copy(
        Path.of("buildpacks/jupyter/files/usr/local/bin/repo2docker-entrypoint"),
        folder.resolve("entrypoint"));
    classPath = copies;
  }

  @AfterAll
  static void removeUser() throws Exception {
    if (!classPath.isEmpty()) {
      run("userdel", USER);
    }
  }

  private static Path store(Who who) throws Exception {
    Path own = folder.resolve("store-" + who);
    if (!Files.exists(own)) {
      Files.createDirectory(own);
      if (who != Who.ROOT) {
        run("chown", USER, own.toString());
      }
    }
    return own;
  }

  private Launched launch(Who who, int grace, String home, String... command) throws Exception {
    List<String> words = new ArrayList<>();
    if (who != Who.ROOT) {
      words.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
    }
    words.addAll(java(store(who), grace, home));
    words.addAll(List.of(command));
    if (command[0].startsWith("jupyter")) {
      words.add(marker);
    }
    return new Launched(words);
  }

  private static List<String> java(Path store, int grace, String home) {
    return List.of(
        ProcessHandle.current().info().command().orElse("java"),
        "-Dlaunch.entrypoint=" + folder.resolve("entrypoint"),
        "-cp",
        String.join(":", classPath),
        LaunchProgram.class.getName(),
        store.toString(),
        Integer.toString(grace),
        home);
  }

  private static void withOneId(Who who, Body body) throws Exception {
    Path users = Path.of("/etc/subuid");
    Path groups = Path.of("/etc/subgid");
    String subuid = Files.readString(users);
    String subgid = Files.readString(groups);
    try {
      if (who == Who.ONE_ID) {
        Files.writeString(users, subuid.replaceAll("(?m)^" + USER + ":.*\n", ""));
        Files.writeString(groups, subgid.replaceAll("(?m)^" + USER + ":.*\n", ""));
      }
      body.run();
    } finally {
      Files.writeString(users, subuid);
      Files.writeString(groups, subgid);
    }
  }

  interface Body {
    void run() throws Exception;
  }

  @ParameterizedTest
  @EnumSource(Who.class)
  void servesAndLeavesNothingAfterCtrlC(Who who) throws Exception {
    withOneId(
        who,
        () -> {
          try (Launched launched = launch(who, 8000, "-", "jupyter-lab", "--ip=0.0.0.0")) {
            launched.awaitLine("READY");
            assertThat(launched.linesOf("PAGE "))
                .hasSize(2)
                .first()
                .asString()
                .matches("PAGE http://127.0.0.1:\\d+/lab\\?token=[0-9a-f]{48}");
            for (String page : launched.linesOf("PAGE ")) {
              String address = page.substring("PAGE ".length());
              assertThat(status(address)).isEqualTo(200);
              assertThat(status(address.replaceAll("\\?.*", ""))).isEqualTo(403);
            }
            assertThat(launched.linesOf("LINE uid"))
                .containsExactly("LINE uid 1000 gid 1000 groups []");
            assertThat(launched.linesOf("LINE cwd"))
                .containsExactly("LINE cwd /home/jovyan home /home/jovyan");
            assertThat(Launched.processesWith(marker)).hasSizeGreaterThan(1);

            launched.signal("INT");

            assertThat(launched.exitCode()).isEqualTo(130);
            assertThat(launched.lines).contains("LINE stopping", "END 0 true", "HOOK true");
          }
          expectNothingLeft(who);
        });
  }

  @ParameterizedTest
  @EnumSource(Who.class)
  void aServerThatDoesNotEndIsKilled(Who who) throws Exception {
    withOneId(
        who,
        () -> {
          try (Launched launched = launch(who, 500, "-", "jupyter-lab", "--stubborn")) {
            launched.awaitLine("READY").signal("TERM");
            assertThat(launched.exitCode()).isEqualTo(143);
            assertThat(launched.lines).contains("END 137 true", "HOOK true");
          }
          expectNothingLeft(who);
        });
  }

  @ParameterizedTest
  @EnumSource(value = Who.class, mode = Mode.EXCLUDE, names = "ONE_ID")
  void whenThisProgramIsKilledTheServerEndsWithIt(Who who) throws Exception {
    try (Launched launched = launch(who, 8000, "-", "jupyter-lab", "--stubborn")) {
      launched.awaitLine("READY").signal("KILL");
      launched.exitCode();
    }
    for (int i = 0; i < 100 && !Launched.processesWith(marker).isEmpty(); i++) {
      Thread.sleep(50);
    }
    assertThat(Launched.processesWith(marker)).isEmpty();

    try (Launched next = launch(who, 8000, "-", "jupyter-lab", "--die")) {
      assertThat(next.exitCode()).isEqualTo(1);
    }
    expectNothingLeft(who);
  }

  @ParameterizedTest
  @EnumSource(value = Who.class, mode = Mode.EXCLUDE, names = "ONE_ID")
  void saysHowAServerDied(Who who) throws Exception {
    try (Launched launched = launch(who, 8000, "-", "jupyter-lab", "--die")) {
      assertThat(launched.exitCode()).isEqualTo(1);
      assertThat(launched.lines)
          .contains(
              "FAILED Cannot launch `demo`: `jupyter-lab` ended with exit code 3 before it"
                  + " answered",
              "DETAIL bad traitlet");
    }
    try (Launched launched = launch(who, 8000, "-", "jupyter-notebook")) {
      assertThat(launched.exitCode()).isEqualTo(1);
      assertThat(launched.lines).contains("HINT See whether the image has `jupyter-notebook`");
    }
    expectNothingLeft(who);
  }

  @ParameterizedTest
  @EnumSource(Who.class)
  void anEmptyFolderMayLieOverTheHome(Who who) throws Exception {
    Path home = Files.createDirectory(folder.resolve("home-" + who));
    if (who == Who.ROOT) {
      run("chown", "1000:1000", home.toString());
    } else {
      run("chown", USER, home.toString());
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    withOneId(
        who,
        () -> {
          try (Launched launched = launch(who, 8000, home.toString(), "jupyter-lab")) {
            launched.awaitLine("READY").signal("INT");
            assertThat(launched.exitCode()).isEqualTo(130);
          }
        });
    assertThat(home.resolve("written-by-server")).hasContent("hello");
    assertThat(home.resolve(".jupyter-server-log.txt")).content().contains("stopping");
    expectNothingLeft(who);
  }

  @ParameterizedTest
  @EnumSource(value = Who.class, mode = Mode.EXCLUDE, names = "ONE_ID")
  void keepsWhatTheServerWrote(Who who) throws Exception {
    String kept;
    try (Launched launched = launch(who, 8000, "keep", "jupyter-lab")) {
      launched.awaitLine("READY").signal("INT");
      assertThat(launched.exitCode()).isEqualTo(130);
      kept = launched.linesOf("EVENT What").getFirst().replaceAll(".*`(.*)`", "$1");
    }
    assertThat(Path.of(kept, "home/jovyan/written-by-server")).hasContent("hello");
    assertThat(Path.of(kept, "usr")).doesNotExist();
    expectNothingLeft(who);
  }

  @Test
  void aProgramThatIsNoServerRunsToItsEnd() throws Exception {
    try (Launched launched =
        launch(Who.ROOT, 8000, "-", "python3", "-c", "import sys; print('hi'); sys.exit(9)")) {
      assertThat(launched.exitCode()).isEqualTo(9);
      assertThat(launched.linesOf("PAGE ")).isEmpty();
      assertThat(launched.lines).contains("READY", "LINE hi", "END 9 false");
    }
  }

  @Test
  void theNextLaunchUnpacksNothing() throws Exception {
    for (int i = 0; i < 2; i++) {
      try (Launched launched = launch(Who.ROOT, 8000, "-", "jupyter-lab")) {
        launched.awaitLine("READY").signal("INT");
        launched.exitCode();
        if (i == 1) {
          assertThat(launched.linesOf("EVENT Unpacked")).isEmpty();
        }
      }
    }
  }

  @Test
  void whereUserNamespacesAreRefusedItSaysWhatToDo() throws Exception {
    Path open = Files.createDirectory(folder.resolve("store-open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    String closed =
        "echo 0 > /proc/sys/user/max_user_namespaces || exit 99; exec setpriv --reuid=1000"
            + " --regid=1000 --clear-groups --inh-caps=-all --bounding-set=-all -- \"$@\"";
    List<String> words =
        new ArrayList<>(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
    words.addAll(List.of("unshare", "--user", "--map-root-user", "--map-auto"));
    words.addAll(List.of("sh", "-c", closed, "sh"));
    words.addAll(java(open, 8000, "-"));
    words.add("jupyter-lab");
    try (Launched launched = new Launched(words)) {
      assertThat(launched.exitCode()).isEqualTo(3);
      assertThat(launched.linesOf("FAILED "))
          .containsExactly(
              "FAILED Cannot use a sandbox: this machine refuses namespaces to this user");
      assertThat(launched.linesOf("HINT "))
          .anyMatch(line -> line.contains("sysctl -w user.max_user_namespaces"))
          .endsWith("HINT Or let a Docker Engine run it: `--engine docker`");
    }
  }

  private void expectNothingLeft(Who who) throws Exception {
    assertThat(Launched.processesWith(marker)).isEmpty();
    assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
        .doesNotContain(store(who).toString());
    try (Stream<Path> files = Files.find(store(who).resolve("tmp"), 3, (_, _) -> true)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("scratch") || name.startsWith("taken"));
    }
    try (Stream<Path> groups = Files.find(Path.of("/sys/fs/cgroup"), 5, (_, _) -> true)) {
      assertThat(
              groups
                  .map(group -> group.getFileName().toString())
                  .filter(name -> name.matches("repo2oci-\\d+-\\d+") && isOfDead(name)))
          .isEmpty();
    }
  }

  private static boolean isOfDead(String group) {
    return !Files.exists(Path.of("/proc", group.split("-", -1)[1]));
  }

  private static int status(String address) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(address)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
