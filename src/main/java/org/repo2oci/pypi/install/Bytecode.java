package org.repo2oci.pypi.install;

import java.util.Map;
import org.repo2oci.filetree.Content;

/**
 * The bytecode of one wheel's sources.
 *
 * @param files path below the prefix of a source to the content of its {@code .pyc}; a source that
 *     does not compile is not there
 */
public record Bytecode(Map<String, Content> files) {
  public Bytecode {
    files = Map.copyOf(files);
  }

  public static Bytecode none() {
    return new Bytecode(Map.of());
  }
}
