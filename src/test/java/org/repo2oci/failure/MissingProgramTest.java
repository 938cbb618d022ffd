package org.repo2oci.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MissingProgramTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "./postBuild: 3: npm: not found | npm",
        "./postBuild: line 3: npm: command not found | npm",
        "/bin/sh: 1: x86_64-linux-gnu-g++: not found | x86_64-linux-gnu-g++",
        "/usr/bin/env: ‘node’: No such file or directory | node",
        "env: 'node': No such file or directory | node",
        "/usr/bin/env: node: No such file or directory | node",
        "make: npm: No such file or directory | npm",
        "make[2]: tsc: No such file or directory | tsc",
        "error: command 'gfortran' failed: No such file or directory | gfortran",
        "FileNotFoundError: [Errno 2] No such file or directory: 'pg_config' | pg_config",
        "ValueError: Aborting. Could not find cmd (jlpm) in path. If command is not | jlpm",
        "ERROR:root:`npm` unavailable.  If you're running this command using sudo | npm",
        "ValueError: Please install Node.js and npm before continuing installation. | node",
        "Please install nodejs 5+ and npm before continuing | node",
      })
  void isReadFromWhatProgramsSay(String line, String name) {
    assertThat(MissingProgram.in(line)).contains(new MissingProgram(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FileNotFoundError: [Errno 2] No such file or directory: 'requirements.txt'",
        "cat: data/table: No such file or directory",
        "/bin/sh: 1: exec: ./postBuild: not found",
        "ModuleNotFoundError: No module named 'numpy'",
        "404 Not Found",
        "added 1 package, and audited 2 packages in 3s",
      })
  void isNoFileThatWasToBeRead(String line) {
    assertThat(MissingProgram.in(line)).isEmpty();
  }

  @Test
  void isTheOneOfNodeBeforeOthers() {
    assertThat(MissingProgram.in(List.of("sh: 1: lsb_release: not found", "sh: 1: npx: not found")))
        .contains(new MissingProgram("npx"))
        .get()
        .matches(MissingProgram::isOfNode);
    assertThat(MissingProgram.in(List.of("sh: 1: one: not found", "sh: 1: two: not found")))
        .contains(new MissingProgram("one"))
        .get()
        .matches(program -> !program.isOfNode());
    assertThat(MissingProgram.in(List.of("all is well"))).isEmpty();
  }
}
