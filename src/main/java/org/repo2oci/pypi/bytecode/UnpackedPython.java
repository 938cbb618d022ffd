package org.repo2oci.pypi.bytecode;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.repo2oci.failure.BuildFailure;

/**
 * An interpreter inside of a folder of unpacked packages or layers, started by a C library's loader
 * in such a folder: the host's libraries are not used, and no namespace is needed.
 *
 * @param system has the C library, and other shared libraries
 * @param root has the interpreter and its standard library; mostly the same folder
 * @param interpreter absolute path in there, such as {@code /usr/bin/python3.13}
 */
public record UnpackedPython(Path system, Path root, String interpreter) implements PythonRuntime {
  private static final List<String> LIBRARIES =
      List.of("usr/lib", "lib", "usr/lib64", "lib64", "usr/local/lib", "usr/local/lib64");

  public UnpackedPython(Path root, String interpreter) {
    this(root, root, interpreter);
  }

  @Override
  public Process start(List<String> arguments, Map<String, String> environment) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(arguments));
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().putAll(variables());
    return builder.start();
  }

  private Path program() {
    return root.toAbsolutePath().resolve(interpreter.substring(1));
  }

  /** What it needs to find its library. */
  public Map<String, String> variables() {
    return Map.of("PYTHONHOME", program().resolve("../..").normalize().toString());
  }

  /** The command that starts it, to be run with {@link #variables()}. */
  public List<String> command(List<String> arguments) throws IOException {
    Path program = program();
    List<Path> libraries = libraries();
    if (!system.equals(root)) {
      libraries.addFirst(program.resolve("../../lib").normalize());
    }
    List<String> command = new ArrayList<>();
    command.add(loader(libraries).toString());
    command.add("--library-path");
    command.add(libraries.stream().map(Path::toString).collect(Collectors.joining(":")));
    command.add(program.toString());
    command.addAll(arguments);
    return command;
  }

  /** The folders of libraries, those of the architecture such as x86_64-linux-gnu first. */
  private List<Path> libraries() throws IOException {
    List<Path> folders = new ArrayList<>();
    List<Path> plain = new ArrayList<>();
    for (String name : LIBRARIES) {
      Path folder = system.toAbsolutePath().resolve(name);
      if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        plain.add(folder);
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*-linux-gnu*")) {
          found.forEach(folders::add);
        }
      }
    }
    folders.addAll(plain);
    return folders;
  }

  private Path loader(List<Path> libraries) throws IOException {
    for (Path folder : libraries) {
      try (DirectoryStream<Path> loaders =
          Files.newDirectoryStream(folder, "ld-linux-*.so.[0-9]")) {
        for (Path loader : loaders) {
          return loader;
        }
      }
    }
    throw BuildFailure.environment("Cannot start Python: no C library in `%s`".formatted(system));
  }
}
