package org.repo2oci.lock;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.repo2oci.pypi.resolve.LockedPackage;

/**
 * The Python environment of the image.
 *
 * @param interpreter absolute path in the image, such as {@code /usr/bin/python3.13}
 * @param version of the interpreter in full, such as {@code 3.13.5}
 * @param prefix absolute folder of the virtual environment
 * @param indexes name to URL, without a login
 * @param packages sorted by name
 */
public record PythonEnvironment(
    String interpreter,
    String version,
    String prefix,
    SortedMap<String, String> indexes,
    List<LockedPackage> packages) {
  public PythonEnvironment {
    if (!interpreter.startsWith("/") || !prefix.startsWith("/")) {
      throw new IllegalArgumentException("interpreter and prefix are absolute paths");
    }
    if (!version.matches("\\d+\\.\\d+\\.\\d+.*")) {
      throw new IllegalArgumentException("`%s` is no full Python version".formatted(version));
    }
    indexes = Collections.unmodifiableSortedMap(new TreeMap<>(indexes));
    packages = List.copyOf(packages);
  }

  /** Major and minor, such as {@code 3.13}. */
  public String minor() {
    String[] parts = version.split("\\.", -1);
    return parts[0] + "." + parts[1];
  }
}
