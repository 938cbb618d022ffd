package org.repo2oci.pypi.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.repo2oci.pypi.bytecode.UnpackedPython;

/** A toolbox whose loader is a script that says how it was called. */
class DirectPythonTest {
  @TempDir Path folder;
  private Path toolbox = Path.of("/nowhere");
  private Path libraries = Path.of("/nowhere");

  @BeforeEach
  void makeToolbox() throws IOException {
    toolbox = Files.createDirectories(folder.resolve("it's a store/python"));
    libraries = Files.createDirectories(toolbox.resolve("usr/lib/x86_64-linux-gnu"));
    Path loader =
        Files.writeString(
            libraries.resolve("ld-linux-x86-64.so.2"),
            "#!/bin/sh\nfor word; do printf '<%s>\\n' \"$word\"; done\n");
    Files.setPosixFilePermissions(loader, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private DirectPython python() {
    return new DirectPython(toolbox, new UnpackedPython(toolbox, "/usr/bin/python3.13"));
  }

  @Test
  void isAProgramWhoseWordsArriveUnchanged() throws Exception {
    Path script = python().script(folder);
    Process process = new ProcessBuilder(script.toString(), "-c", "print('$HOME')", "").start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isZero();
    assertThat(said.lines())
        .containsExactly(
            "<--library-path>",
            "<%s:%s>".formatted(libraries, toolbox.resolve("usr/lib")),
            "<%s>".formatted(toolbox.resolve("usr/bin/python3.13")),
            "<-c>",
            "<print('$HOME')>",
            "<>");
  }

  @Test
  void runsThePipThatCameWithIt() throws IOException {
    Path wheels = Files.createDirectories(toolbox.resolve("usr/share/python-wheels"));
    Files.writeString(wheels.resolve("setuptools-78.1.0-py3-none-any.whl"), "");
    Path pip = Files.writeString(wheels.resolve("pip-25.1.1-py3-none-any.whl"), "");

    List<String> command = python().pip(List.of("download", "uv")).orElseThrow();

    assertThat(command)
        .startsWith(libraries.resolve("ld-linux-x86-64.so.2").toString())
        .endsWith(toolbox.resolve("usr/bin/python3.13").toString(), pip + "/pip", "download", "uv");
  }

  @Test
  void hasNoPipWhereNoneCameWithIt() throws IOException {
    assertThat(python().pip(List.of())).isEmpty();
    Files.createDirectories(toolbox.resolve("usr/share/python-wheels"));
    assertThat(python().pip(List.of())).isEmpty();
  }

  @Test
  void findsItsLibraryInTheToolbox() {
    assertThat(python().variables())
        .containsExactly(java.util.Map.entry("PYTHONHOME", toolbox.resolve("usr").toString()));
  }
}
