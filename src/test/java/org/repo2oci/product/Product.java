package org.repo2oci.product;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The launcher of this checkout, with a store that the end-to-end tests share. */
final class Product {
  /** Empty in a fresh clone. */
  static final Path STORE = Path.of("target/e2e-store").toAbsolutePath();

  private Product() {}

  static Command.Ended run(String... arguments) throws Exception {
    return command(arguments).run();
  }

  static Command command(String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(Path.of("repo2oci").toAbsolutePath().toString());
    words.addAll(List.of(arguments));
    return Command.of(words.toArray(String[]::new)).with("REPO2OCI_STORE", STORE.toString());
  }
}
