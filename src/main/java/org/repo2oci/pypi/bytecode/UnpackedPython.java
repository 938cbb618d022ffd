package org.repo2oci.pypi.bytecode;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.pypi.install.PythonMinor;

/**
 * An interpreter inside of a folder of unpacked Debian packages, started by the C library's loader
 * from the same folder: the host's libraries are not used, and no namespace is needed.
 *
 * @param root has {@code usr/bin/pythonX.Y}, its standard library and the shared libraries
 */
public record UnpackedPython(Path root, PythonMinor version) implements PythonRuntime {
  @Override
  public Process start(List<String> arguments, Map<String, String> environment) throws IOException {
    Path usr = root.toAbsolutePath().resolve("usr");
    Path loader = loader(usr.resolve("lib"));
    List<String> command = new ArrayList<>();
    command.add(loader.toString());
    command.add("--library-path");
    command.add(String.valueOf(loader.getParent()));
    command.add(usr.resolve("bin/python" + version).toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("PYTHONHOME", usr.toString());
    return builder.start();
  }

  /** The loader in the folder of the architecture, such as {@code x86_64-linux-gnu}. */
  private Path loader(Path libraries) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(libraries, "*-linux-gnu*")) {
      for (Path folder : folders) {
        try (DirectoryStream<Path> loaders = Files.newDirectoryStream(folder, "ld*.so.[0-9]")) {
          for (Path loader : loaders) {
            return loader;
          }
        }
      }
    }
    throw BuildFailure.environment("Cannot start Python: no C library in `%s`".formatted(root));
  }
}
