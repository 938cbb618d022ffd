package org.repo2oci.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts kept under {@code src/test/resources/cli}; {@code -Dgolden.write=true} rewrites them. */
public final class Golden {
  private static final Path FOLDER = Path.of("src/test/resources/cli");

  private Golden() {}

  /** Compares with the text of that name. */
  public static void check(String name, String text) throws IOException {
    Path file = FOLDER.resolve(name + ".txt");
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(file, text);
    }
    assertThat(text)
        .as("mvn test -Dgolden.write=true, then look at %s", file)
        .isEqualTo(Files.readString(file));
  }
}
