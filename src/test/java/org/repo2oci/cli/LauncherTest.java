package org.repo2oci.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher with JDKs, a Maven and a home of the test's own; no JVM is started. */
@Timeout(60)
class LauncherTest {
  /** Prints its options one a line, and makes a cache of classes where it is told to. */
  private static final String FAKE_JAVA =
      """
      #!/bin/sh
      for option; do
        case $option in -XX:AOTCacheOutput=*) echo cache >"${option#*=}"; exit ;; esac
      done
      printf 'pid %s\\n' $$
      printf 'java %s\\n' "$0"
      for option; do printf '<%s>\\n' "$option"; done
      exit 42
      """;

  private static final String FAKE_MAVEN =
      """
      #!/bin/sh
      echo called >>"$LAUNCHER_TEST/mvn.calls"
      sleep 0.2
      [ ! -e "$LAUNCHER_TEST/broken" ] || { echo "[ERROR] Main.java: ';' expected"; exit 1; }
      while [ "$1" != -f ]; do shift; done
      mkdir -p "${2%/*}/target/lib" && echo jar >"${2%/*}/target/repo2oci.jar"
      """;

  @TempDir Path folder;
  private Path install;
  private Path programs;
  private final Map<String, String> environment = new HashMap<>();

  private record Result(int code, long pid, String out, String err) {
    String java() {
      return out.lines()
          .filter(line -> line.startsWith("java "))
          .findFirst()
          .orElse("")
          .substring(5);
    }
  }

  @BeforeEach
  void prepare() throws IOException {
    install = Files.createDirectories(folder.resolve("in stall"));
    programs = Files.createDirectories(folder.resolve("programs"));
    Files.createDirectories(folder.resolve("jvm"));
    // Only what the test made may be found, whatever the machine has.
    String script =
        Files.readString(Path.of("repo2oci"))
            .replace("/usr/lib/jvm", folder.resolve("jvm").toString())
            .replace("/opt/", folder.resolve("opt") + "/");
    program(install.resolve("repo2oci"), script);
    release();
    environment.put("PATH", programs + ":/usr/bin:/bin");
    environment.put("HOME", Files.createDirectories(folder.resolve("home")).toString());
    environment.put("LAUNCHER_TEST", folder.toString());
    environment.put("LANG", "C.UTF-8");
    environment.put("REPO2OCI_AOT", "off");
  }

  private void release() throws IOException {
    Files.createDirectories(install.resolve("lib"));
    Files.writeString(install.resolve("repo2oci.jar"), "jar");
  }

  private void checkout() throws IOException {
    Files.deleteIfExists(install.resolve("repo2oci.jar"));
    Files.createDirectories(install.resolve("src/main"));
    Files.writeString(install.resolve("src/main/A.java"), "class A {}");
    Files.writeString(install.resolve("pom.xml"), "<project/>");
    program(programs.resolve("mvn"), FAKE_MAVEN);
  }

  private static void program(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = Files.createDirectories(folder.resolve(name));
    Files.createDirectories(home.resolve("bin"));
    program(home.resolve("bin/java"), FAKE_JAVA);
    Files.writeString(
        home.resolve("release"), "OS_NAME=\"Linux\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private Process start(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.directory(folder.toFile());
    Path log = Files.createTempFile(folder, "err", "");
    Process process = builder.redirectError(log.toFile()).start();
    logs.put(process.pid(), log);
    return process;
  }

  private final Map<Long, Path> logs = new HashMap<>();

  private Result finished(Process process) throws IOException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      int code = process.waitFor();
      return new Result(code, process.pid(), out, Files.readString(logs.get(process.pid())));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Result run(String... arguments) throws IOException {
    return finished(
        start(
            Stream.concat(Stream.of(install.resolve("repo2oci").toString()), Stream.of(arguments))
                .toArray(String[]::new)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jupyter-repo2docker", "repo2docker"})
  void aLinkWithAnotherProgramsNameSaysSo(String name) throws IOException {
    jdk("jvm/jdk-25", "25");
    Path link = Files.createSymbolicLink(install.resolve(name), Path.of("repo2oci"));
    Files.createSymbolicLink(programs.resolve(name), link);

    for (String called : List.of(link.toString(), programs.resolve(name).toString())) {
      assertThat(finished(start(called, "--no-build", ".")).out())
          .contains("<-Drepo2oci.program=" + name + ">", "<-Drepo2oci.home=" + install + ">");
    }
    assertThat(run("version").out()).doesNotContain("repo2oci.program");
  }

  @Nested
  class Start {
    @BeforeEach
    void aJdk() throws IOException {
      jdk("jvm/jdk-25", "25.0.1");
    }

    @Test
    void handsArgumentsOverAsTheyAre() throws IOException {
      Result result = run("build", "a b", "", "*", "$HOME", "--label=x=\"y\"");

      assertThat(result.out())
          .endsWith("<build>\n<a b>\n<>\n<*>\n<$HOME>\n<--label=x=\"y\">\n")
          .contains("<-Drepo2oci.home=" + install + ">")
          .contains("<-cp>\n<" + install + "/repo2oci.jar>\n<org.repo2oci.cli.Main>");
    }

    @Test
    void becomesTheJvmSoThatSignalsAndExitCodesAreItsOwn() throws IOException {
      Result result = run("version");

      assertThat(result.code()).isEqualTo(42);
      assertThat(result.out()).startsWith("pid " + result.pid() + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "dash", "bash"})
    void runsInEveryPosixShell(String shell) throws IOException {
      assertThat(finished(start(shell, "in stall/repo2oci", "version")).code()).isEqualTo(42);
    }

    @Test
    void worksThroughSymbolicLinks() throws IOException {
      Path far = Files.createDirectories(folder.resolve("bin"));
      Files.createSymbolicLink(far.resolve("one"), Path.of("../in stall/repo2oci"));
      Files.createSymbolicLink(far.resolve("two"), Path.of("one"));

      assertThat(finished(start(far.resolve("two").toString(), "x")).out())
          .contains("<-Drepo2oci.home=" + install + ">");
    }

    @Test
    void worksFromThePath() throws IOException {
      environment.put("PATH", install + ":" + environment.get("PATH"));

      assertThat(finished(start("sh", "-c", "repo2oci x")).out())
          .contains("<-Drepo2oci.home=" + install + ">");
    }

    @Test
    void compilesLessForShortCommandsOnly() throws IOException {
      assertThat(run("plan", ".").out()).contains("TieredStopAtLevel=1");
      assertThat(run("build", "--help").out()).contains("TieredStopAtLevel=1");
      assertThat(run("lock", ".").out()).doesNotContain("TieredStopAtLevel");
      assertThat(run("build", "https://example.org/a").out()).doesNotContain("TieredStopAtLevel");
    }

    @Test
    void letsABuildStartAgainWhereItFindsMuchToDo() throws IOException {
      for (String command : List.of("build", "launch")) {
        assertThat(run(command, ".").out())
            .contains("<-XX:TieredStopAtLevel=1>\n<-Drepo2oci.quick=true>");
      }
      assertThat(run("plan", ".").out()).doesNotContain("repo2oci.quick");
    }

    @Test
    void takesMoreOptionsForTheJvm() throws IOException {
      environment.put("REPO2OCI_JAVA_OPTS", "-Xmx1g -Dx=y");

      assertThat(run("version").out()).contains("<-Xmx1g>\n<-Dx=y>\n");
    }

    @Test
    void saysWhereTheJarShouldBe() throws IOException {
      Files.delete(install.resolve("repo2oci.jar"));

      Result result = run("version");
      assertThat(result.code()).isEqualTo(3);
      assertThat(result.err()).startsWith("error: `repo2oci.jar` is missing in `" + install + "`");
    }
  }

  @Nested
  class Jdk {
    @Test
    void isTakenInTheOrderOfTheVariables() throws IOException {
      Path mine = jdk("mine", "26");
      Path runner = jdk("runner", "25.0.3");
      Path usual = jdk("usual", "25");
      Path path = jdk("path", "25.1");
      Path system = jdk("jvm/jdk-25", "25.0.1");
      Files.createSymbolicLink(programs.resolve("java"), path.resolve("bin/java"));
      environment.put("JAVA_HOME", usual.toString());
      environment.put("JAVA_HOME_25_X64", runner.toString());
      environment.put("REPO2OCI_JAVA_HOME", mine.toString());

      assertThat(run("x").java()).isEqualTo(mine + "/bin/java");
      environment.remove("REPO2OCI_JAVA_HOME");
      assertThat(run("x").java()).isEqualTo(runner + "/bin/java");
      environment.remove("JAVA_HOME_25_X64");
      assertThat(run("x").java()).isEqualTo(usual + "/bin/java");
      environment.remove("JAVA_HOME");
      assertThat(run("x").java()).isEqualTo(path + "/bin/java");
      Files.delete(programs.resolve("java"));
      Files.createSymbolicLink(programs.resolve("java"), jdk("old", "17.0.2").resolve("bin/java"));
      assertThat(run("x").java()).isEqualTo(system + "/bin/java");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8.0_392", "17.0.15", "24.0.2", "", "x"})
    void thatIsTooOldIsPassedOver(String version) throws IOException {
      environment.put("JAVA_HOME", jdk("old", version).toString());
      Path good = jdk("jvm/temurin-25-jdk-amd64", "25-ea");

      assertThat(run("x").java()).isEqualTo(good + "/bin/java");
    }

    @Test
    void isFoundWhereToolsPutIt() throws IOException {
      environment.put("RUNNER_TOOL_CACHE", folder.resolve("tools").toString());
      Path cached = jdk("tools/Java_Temurin-Hotspot_jdk/25.0.3-9/x64", "25.0.3");
      assertThat(run("x").java()).isEqualTo(cached + "/bin/java");

      Path sdkman = jdk("home/.sdkman/candidates/java/25.0.1-tem", "25.0.1");
      assertThat(run("x").java()).isEqualTo(sdkman + "/bin/java");
    }

    @Test
    void thatIsMissingIsSaidWithAHint() throws IOException {
      Result result = run("x");

      assertThat(result.code()).isEqualTo(3);
      assertThat(result.out()).isEmpty();
      assertThat(result.err())
          .startsWith("error: No JDK 25 or newer was found\n\nhint: Install one");
    }

    @Test
    void thatIsMissingIsOneJsonObjectForPrograms() throws IOException {
      assertThat(run("build", "--json-logs", ".").err())
          .startsWith("{\"message\": \"error: No JDK")
          .endsWith("\"phase\": \"failed\"}\n")
          .hasLineCount(1);
    }

    @Test
    void thatWasNamedAndIsNoneIsNotReplaced() throws IOException {
      jdk("jvm/jdk-25", "25");
      environment.put("REPO2OCI_JAVA_HOME", folder.resolve("nowhere").toString());

      assertThat(run("x").err()).startsWith("error: No JDK 25 or newer in `" + folder);
    }
  }

  @Nested
  class Build {
    @BeforeEach
    void aCheckout() throws IOException {
      jdk("jvm/jdk-25", "25");
      checkout();
    }

    private long calls() throws IOException {
      Path log = folder.resolve("mvn.calls");
      return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    private void age(Path file) throws IOException {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }

    private void ageAll() throws IOException {
      try (Stream<Path> files = Files.walk(install)) {
        for (Path file : files.toList()) {
          age(file);
        }
      }
    }

    @Test
    void happensOnceWhenTheJarIsMissing() throws IOException {
      ageAll();
      Result first = run("version");
      assertThat(first.err()).isEqualTo("Building repo2oci from its sources\n");
      assertThat(first.out()).contains("<" + install + "/target/repo2oci.jar>");

      assertThat(run("version").err()).isEmpty();
      assertThat(calls()).isEqualTo(1);
    }

    @Test
    void happensAgainWhenASourceIsNewer() throws IOException {
      ageAll();
      run("version");
      age(install.resolve("target/repo2oci.jar"));
      age(install.resolve("target/launcher.stamp"));
      Files.writeString(install.resolve("src/main/B.java"), "class B {}");

      run("version");
      assertThat(calls()).isEqualTo(2);
    }

    @Test
    void isNotRepeatedWhenMavenHadNothingToDo() throws IOException {
      ageAll();
      run("version");
      age(install.resolve("target/repo2oci.jar"));

      run("version");
      assertThat(calls()).isEqualTo(1);
    }

    @Test
    void thatFailsShowsWhy() throws IOException {
      Files.writeString(folder.resolve("broken"), "");

      Result result = run("version");
      assertThat(result.code()).isEqualTo(3);
      assertThat(result.out()).isEmpty();
      assertThat(result.err())
          .contains("error: Cannot build `repo2oci.jar`\n[ERROR] Main.java: ';' expected\n")
          .contains("hint: Read `");
    }

    @Test
    void ofTwoLaunchersHappensOnce() throws IOException {
      ageAll();
      String launcher = install.resolve("repo2oci").toString();
      List<Process> both = List.of(start(launcher, "a"), start(launcher, "b"));

      for (Process one : both) {
        assertThat(finished(one).code()).isEqualTo(42);
      }
      assertThat(calls()).isEqualTo(1);
    }

    @Test
    void neverHappensInARelease() throws IOException {
      release();
      Files.writeString(install.resolve("src/main/New.java"), "class New {}");

      assertThat(run("version").out()).contains("<" + install + "/repo2oci.jar>");
      assertThat(calls()).isZero();
    }

    @Test
    void leavesNoTraceInJsonLogs() throws IOException {
      assertThat(run("build", "--json-logs", ".").err()).isEmpty();
      assertThat(calls()).isEqualTo(1);
    }
  }

  @Nested
  class ClassCache {
    @BeforeEach
    void on() throws IOException {
      jdk("jvm/jdk-25", "25");
      Files.createDirectories(folder.resolve("jvm/jdk-25/lib"));
      Files.writeString(folder.resolve("jvm/jdk-25/lib/modules"), "modules");
      environment.remove("REPO2OCI_AOT");
    }

    private List<Path> caches() throws IOException {
      Path where = folder.resolve("home/.cache/repo2oci/aot");
      if (!Files.isDirectory(where)) {
        return List.of();
      }
      try (Stream<Path> files = Files.list(where)) {
        return files.toList();
      }
    }

    private List<Path> trained(int number) throws IOException {
      for (int tries = 0; tries < 200; tries++) {
        List<Path> now = caches();
        if (now.size() == number
            && now.stream().allMatch(file -> file.toString().endsWith(".aot"))) {
          return now;
        }
        pause();
      }
      throw new AssertionError("expected " + number + " caches, found " + caches());
    }

    /** The caches after a command that made another one. */
    private List<Path> trainedBeside(List<Path> before) throws IOException {
      for (int tries = 0; tries < 200; tries++) {
        List<Path> now = caches();
        if (!before.containsAll(now)
            && now.size() <= 2
            && now.stream().allMatch(file -> file.toString().endsWith(".aot"))) {
          return now;
        }
        pause();
      }
      throw new AssertionError("expected another cache, found " + caches());
    }

    private static void pause() {
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Test
    void isMadeByTheFirstCommandAndUsedByTheNext() throws IOException {
      assertThat(run("version").out()).doesNotContain("AOT");
      Path cache = trained(1).getFirst();

      assertThat(run("version").out()).contains("<-XX:AOTCache=" + cache + ">");
    }

    @Test
    void isAnotherForAnotherJar() throws IOException {
      run("version");
      trained(1);
      Files.writeString(install.resolve("repo2oci.jar"), "rat");

      assertThat(run("version").out()).doesNotContain("AOT");
      trained(2);
    }

    @Test
    void isAnotherForAnotherLibraryOrJdk() throws IOException {
      run("version");
      trained(1);
      Files.writeString(install.resolve("lib/a.jar"), "a");
      run("version");
      List<Path> both = trained(2);
      Files.writeString(folder.resolve("jvm/jdk-25/lib/modules"), "newer");
      run("version");
      trainedBeside(both);
    }

    @Test
    void isKeptForTheLastTwoOnly() throws IOException {
      List<Path> before = List.of();
      for (int number = 1; number <= 5; number++) {
        Files.writeString(install.resolve("repo2oci.jar"), "jar " + number);
        run("version");
        List<Path> now = trainedBeside(before);
        assertThat(now).hasSize(Math.min(number, 2));
        before = now;
      }
    }

    @Test
    void isRemovedWhereItWasUsedLongestAgo() throws IOException {
      run("version");
      Path first = trained(1).getFirst();
      Files.writeString(install.resolve("repo2oci.jar"), "second");
      run("version");
      List<Path> both = trained(2);
      // Used again by another checkout, after the second was made.
      Files.setAttribute(
          first, "lastAccessTime", FileTime.from(Instant.now().plus(Duration.ofMinutes(1))));
      Files.writeString(install.resolve("repo2oci.jar"), "third");
      run("version");

      assertThat(trainedBeside(both)).hasSize(2).contains(first);
    }

    @Test
    void isNotNeeded() throws IOException {
      environment.remove("HOME");
      assertThat(run("version").code()).isEqualTo(42);
      environment.put("HOME", "/dev/null");
      Result result = run("version");
      assertThat(result.code()).isEqualTo(42);
      assertThat(result.err()).isEmpty();
    }

    @Test
    void followsTheXdgVariableUnlessItIsRelative() throws IOException {
      environment.put("XDG_CACHE_HOME", "relative");
      run("version");
      trained(1);
      assertThat(folder.resolve("relative")).doesNotExist();
    }

    @Test
    void canBeTurnedOff() throws IOException {
      run("version");
      trained(1);
      environment.put("REPO2OCI_AOT", "off");

      assertThat(run("version").out()).doesNotContain("AOT");
    }
  }
}
