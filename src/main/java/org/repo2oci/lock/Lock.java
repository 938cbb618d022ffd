package org.repo2oci.lock;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.repo2oci.image.Digest;
import org.repo2oci.image.Platform;

/**
 * Everything that was decided: the base and every package with URL, size and digest. The image is a
 * function of the lock and of the repository's files; no version is chosen after it.
 *
 * @param created whole seconds; the image's creation time
 * @param inputs digest of all that the decision was made from: while it is the same, the lock holds
 * @param tools name to version of what decided
 * @param conda the environments of conda packages; the one with the prefix of {@code python} has
 *     its interpreter, without one the base has it
 * @param r empty for an image without R
 */
public record Lock(
    Platform platform,
    Instant created,
    Digest inputs,
    SortedMap<String, String> tools,
    Base base,
    List<CondaEnvironment> conda,
    PythonEnvironment python,
    Optional<REnvironment> r) {
  /** The format that this version writes. */
  static final int FORMAT = 1;

  /** Without R. */
  public Lock(
      Platform platform,
      Instant created,
      Digest inputs,
      SortedMap<String, String> tools,
      Base base,
      List<CondaEnvironment> conda,
      PythonEnvironment python) {
    this(platform, created, inputs, tools, base, conda, python, Optional.empty());
  }

  public Lock {
    if (!created.truncatedTo(ChronoUnit.SECONDS).equals(created)) {
      throw new IllegalArgumentException("a lock's time has no fraction of a second");
    }
    conda = List.copyOf(conda);
    tools = Collections.unmodifiableSortedMap(new TreeMap<>(tools));
  }

  /** The conda environment that has the Python, where one has. */
  public Optional<CondaEnvironment> condaPython() {
    return conda.stream().filter(one -> one.prefix().equals(python.prefix())).findFirst();
  }
}
