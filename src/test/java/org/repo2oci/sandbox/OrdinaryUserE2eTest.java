package org.repo2oci.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same suites as a user without any right, in a Java process of that user: made by {@code
 * useradd}, which also gives the range of ids, and entered by {@code setpriv}.
 */
@Tag("e2e")
class OrdinaryUserE2eTest {
  private static final String USER = "repo2oci-test";

  @TempDir static Path folder;
  private static List<String> classPath = List.of();

  @BeforeAll
  static void makeUser() throws Exception {
    assumeTrue(
        (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0,
        "only root can make another user");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    output("userdel", USER);
    output("useradd", "--no-create-home", USER);
    // The class path lies in folders of root, which the user may not enter.
    List<String> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      Path copy = folder.resolve("lib" + copies.size() + (entry.endsWith(".jar") ? ".jar" : ""));
      copy(Path.of(entry), copy);
      copies.add(copy.toString());
    }
    classPath = copies;
  }

  @AfterAll
  static void removeUser() throws Exception {
    if (!classPath.isEmpty()) {
      output("userdel", USER);
    }
  }

  @Test
  void stepsWorkWithARangeOfIds() throws Exception {
    assertThat(suite(NamespaceSandboxE2eTest.class, false))
        .contains("passed")
        .doesNotContain("FAILED");
  }

  @Test
  void attacksFailWithARangeOfIds() throws Exception {
    assertThat(suite(SandboxAttackE2eTest.class, false))
        .contains("passed")
        .doesNotContain("FAILED");
  }

  @Test
  void attacksFailWithOneId() throws Exception {
    assertThat(suite(SandboxAttackE2eTest.class, true)).contains("passed").doesNotContain("FAILED");
  }

  private static String suite(Class<?> type, boolean oneId) throws Exception {
    Path own = Files.createDirectory(folder.resolve(type.getSimpleName() + oneId));
    output("chown", USER, own.toString());
    String line = USER + ":";
    String subuid = Files.readString(Path.of("/etc/subuid"));
    String subgid = Files.readString(Path.of("/etc/subgid"));
    try {
      if (oneId) {
        Files.writeString(Path.of("/etc/subuid"), without(line, subuid));
        Files.writeString(Path.of("/etc/subgid"), without(line, subgid));
      }
      return output(
          "setpriv",
          "--reuid=" + USER,
          "--regid=" + USER,
          "--clear-groups",
          ProcessHandle.current().info().command().orElse("java"),
          "-Dsandbox.single=" + oneId,
          "-cp",
          String.join(":", classPath),
          EveryTestOf.class.getName(),
          type.getName(),
          own.toString());
    } finally {
      Files.writeString(Path.of("/etc/subuid"), subuid);
      Files.writeString(Path.of("/etc/subgid"), subgid);
      output("rm", "-rf", own.toString());
    }
  }

  private static String without(String prefix, String lines) {
    StringBuilder kept = new StringBuilder();
    lines.lines().filter(l -> !l.startsWith(prefix)).forEach(l -> kept.append(l).append('\n'));
    return kept.toString();
  }

  private static String output(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return text;
  }

  private static void copy(Path from, Path to) throws IOException {
    if (Files.isRegularFile(from)) {
      Files.copy(from, to);
    } else if (Files.isDirectory(from)) {
      try (Stream<Path> files = Files.walk(from)) {
        for (Path file : files.toList()) {
          Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
      }
    }
  }
}
