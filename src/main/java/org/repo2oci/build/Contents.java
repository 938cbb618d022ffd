package org.repo2oci.build;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.repo2oci.plan.Component;

/**
 * Everything that goes into an image, as parts that are made when they are wanted, and what they
 * hold open meanwhile.
 *
 * @param base what it stands on
 * @param conda what made its conda parts
 * @param libraries those of R packages; empty where there are none, or the base is not ours
 */
record Contents(
    Foundation base,
    CondaContents conda,
    List<Part> parts,
    Optional<RLibraries> libraries,
    List<AutoCloseable> held)
    implements AutoCloseable {
  Contents {
    parts = List.copyOf(parts);
    held = List.copyOf(held);
  }

  List<Component> components() {
    return components(parts);
  }

  static List<Component> components(List<Part> parts) {
    return parts.stream().map(Part::component).toList();
  }

  @Override
  public void close() throws IOException {
    List<Exception> failures = new ArrayList<>();
    for (AutoCloseable one : held) {
      try {
        one.close();
      } catch (Exception e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw new IOException("cannot clean up", failures.getFirst());
    }
  }
}
