package org.repo2oci.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JavaProgramTest {
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  /** Says what it was given, once it is no quick one any more. */
  static final class Again {
    private Again() {}

    public static void main(String[] arguments) throws IOException {
      PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
      out.println(ProcessHandle.current().pid());
      if (JavaProgram.isQuick()) {
        JavaProgram.current().full().replaceThisProcess();
      }
      out.println(List.of(arguments));
    }
  }

  @Test
  void takesTheQuickOptionsAwayAndNothingElse() {
    JavaProgram quick =
        new JavaProgram(
            JAVA,
            List.of("java", "-XX:TieredStopAtLevel=1", "-Drepo2oci.quick=true", "Main", "", "a b"));
    assertThat(quick.full().arguments()).containsExactly("java", "Main", "", "a b");
  }

  @Test
  void knowsItsOwnCommand() throws IOException {
    JavaProgram current = JavaProgram.current();
    assertThat(current.program()).isEqualTo(JAVA.toRealPath());
    assertThat(String.join(" ", current.arguments())).contains("java");
  }

  @Test
  void isTheSameProcessWithTheSameArguments() throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                JAVA.toString(),
                "-XX:TieredStopAtLevel=1",
                "-Drepo2oci.quick=true",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Again.class.getName(),
                "a b",
                "ü",
                ""));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    String pid = Long.toString(process.pid());
    assertThat(lines).containsExactly(pid, pid, "[a b, ü, ]");
    assertThat(process.waitFor()).isZero();
  }
}
