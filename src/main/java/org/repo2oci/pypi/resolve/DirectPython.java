package org.repo2oci.pypi.resolve;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.repo2oci.pypi.bytecode.UnpackedPython;

/**
 * The toolbox's Python where there is no sandbox: started by its own loader, to say what it is and
 * to run a pip that came with it.
 *
 * @param toolbox its folder
 */
record DirectPython(Path toolbox, UnpackedPython python) {
  static DirectPython of(Toolboxes toolboxes) throws IOException, InterruptedException {
    Path toolbox = toolboxes.python().getFirst().directory();
    return new DirectPython(toolbox, new UnpackedPython(toolbox, toolboxes.interpreter()));
  }

  /** A program that starts it, for those that want to know an interpreter by its file. */
  Path script(Path folder) throws IOException {
    String words =
        python.command(List.of()).stream()
            .map(DirectPython::quoted)
            .collect(Collectors.joining(" "));
    Path script = folder.resolve("python3");
    Files.writeString(script, "#!/bin/sh\nexec %s \"$@\"\n".formatted(words));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  /** The command for pip, where the toolbox has its wheel. */
  Optional<List<String>> pip(List<String> arguments) throws IOException {
    Path wheels = toolbox.resolve("usr/share/python-wheels");
    if (!Files.isDirectory(wheels)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(wheels, "pip-*.whl")) {
      for (Path wheel : found) {
        List<String> command = python.command(List.of(wheel.resolve("pip").toString()));
        command.addAll(arguments);
        return Optional.of(command);
      }
    }
    return Optional.empty();
  }

  /** What it needs to find its library. */
  Map<String, String> variables() {
    return python.variables();
  }
}
