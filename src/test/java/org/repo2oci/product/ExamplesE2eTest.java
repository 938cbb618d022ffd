package org.repo2oci.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example is built and started, by root and by an ordinary user. */
@Tag("e2e")
@Timeout(600)
class ExamplesE2eTest {
  /** Those need a channel or a registry with base images. */
  private static final Set<String> ELSEWHERE = Set.of("conda", "dockerfile");

  private static final String MAIN = "org.repo2oci.cli.Main launch";

  @TempDir private static Path folder;
  private static OrdinaryUser user;

  @BeforeAll
  static void makeUser() throws Exception {
    user = OrdinaryUser.create("repo2oci-e2e-examples", folder);
    user.install();
    user.copy(user.home(), Path.of("examples"));
  }

  @AfterAll
  static void removeUser() throws Exception {
    user.remove();
  }

  static Stream<String> examples() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("examples"))) {
      return all
          .map(one -> one.getFileName().toString())
          .filter(name -> !ELSEWHERE.contains(name))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void rootStartsIt(String example, @TempDir Path logs) throws Exception {
    Launch launch = Launch.of(Product.command("launch", "examples/" + example), logs);
    try {
      launch.awaitLab();
    } finally {
      launch.process().destroy();
      launch.awaitEnd();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anOrdinaryUserStartsIt(String example, @TempDir Path logs) throws Exception {
    Launch launch = Launch.of(user.command(user.program() + " launch examples/" + example), logs);
    try {
      launch.awaitLab();
    } finally {
      user.end(MAIN);
      launch.awaitEnd();
    }
    assertThat(user.runs("jupyter")).isFalse();
  }
}
