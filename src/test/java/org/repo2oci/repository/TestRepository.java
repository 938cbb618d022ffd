package org.repo2oci.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A git repository in a temporary folder, made with the machine's git and nobody's settings. */
public final class TestRepository {
  private final Path folder;

  private TestRepository(Path folder) {
    this.folder = folder;
  }

  /** An empty one, on the branch {@code main}. */
  public static TestRepository create(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TestRepository repository = new TestRepository(folder);
    repository.git("init", "--quiet", "--initial-branch=main");
    return repository;
  }

  /** The variables of a process that has git and no settings of its own. */
  public static Map<String, String> environment() {
    return Map.of(
        "PATH",
        Objects.requireNonNullElse(System.getenv("PATH"), "/usr/bin:/bin"),
        "HOME",
        "/nonexistent",
        "GIT_CONFIG_NOSYSTEM",
        "1",
        // Submodules in these tests are folders, which git distrusts by itself.
        "GIT_CONFIG_COUNT",
        "1",
        "GIT_CONFIG_KEY_0",
        "protocol.file.allow",
        "GIT_CONFIG_VALUE_0",
        "always");
  }

  public Path folder() {
    return folder;
  }

  public String url() {
    return "file://" + folder;
  }

  public TestRepository write(String path, String text) {
    try {
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String commit(String message) {
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "--message", message);
    return git("rev-parse", "HEAD").strip();
  }

  public String git(String... arguments) {
    return run(folder, arguments);
  }

  /** Runs git in any folder, and gives its output. */
  public static String run(Path folder, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment());
      builder.environment().put("GIT_AUTHOR_NAME", "Ada");
      builder.environment().put("GIT_AUTHOR_EMAIL", "ada@example.org");
      builder.environment().put("GIT_AUTHOR_DATE", "2024-01-02T03:04:05+0200");
      builder.environment().put("GIT_COMMITTER_NAME", "Ada");
      builder.environment().put("GIT_COMMITTER_EMAIL", "ada@example.org");
      builder.environment().put("GIT_COMMITTER_DATE", "2024-01-02T03:04:05+0200");
      Process process = builder.redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + " failed: " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All regular files below a folder, with their texts. */
  static Map<String, String> texts(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .collect(
              Collectors.toMap(
                  file -> root.relativize(file).toString(),
                  file -> {
                    try {
                      return Files.readString(file, StandardCharsets.ISO_8859_1);
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  }));
    }
  }
}
