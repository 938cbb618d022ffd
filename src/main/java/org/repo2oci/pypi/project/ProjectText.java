package org.repo2oci.pypi.project;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.repo2oci.failure.BuildFailure;

/** The text of a project's file. */
final class ProjectText {
  /** Lock files of large projects have some megabytes. */
  private static final int LARGEST = 32 << 20;

  private ProjectText() {}

  static String read(Path repository, String path) throws IOException {
    Path root = repository.toRealPath();
    Path file = root.resolve(path);
    if (!Files.isRegularFile(file) || !file.toRealPath().startsWith(root)) {
      throw BuildFailure.input(
              "Cannot read `%s`: it is not a file of the repository".formatted(path))
          .withHint("Put the file itself there");
    }
    try (InputStream stream = Files.newInputStream(file)) {
      byte[] bytes = stream.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw BuildFailure.input("Cannot read `%s`: it is larger than 32 MiB".formatted(path))
            .withHint("Check that it is the file you meant");
      }
      String text = new String(bytes, StandardCharsets.UTF_8);
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    }
  }
}
