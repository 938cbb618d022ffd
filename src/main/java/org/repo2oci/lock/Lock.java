package org.repo2oci.lock;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Comparator;
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
 * @param parts name to what it was made from; empty in locks of old
 * @param tools name to version of what decided
 * @param conda the environments of conda packages; the one with the prefix of {@code python} has
 *     its interpreter, without one the base has it
 * @param r empty for an image without R
 * @param rstudio empty for an image without R
 */
public record Lock(
    Platform platform,
    Instant created,
    Digest inputs,
    SortedMap<String, LockedPart> parts,
    SortedMap<String, String> tools,
    Base base,
    List<CondaEnvironment> conda,
    PythonEnvironment python,
    Optional<REnvironment> r,
    Optional<Rstudio> rstudio) {
  /** Names of parts. */
  public static final String BASE = "base";

  public static final String CONDA = "conda";
  public static final String PYTHON = "python";
  public static final String R = "r";

  /** Of which nothing is known but as a whole. */
  public Lock(
      Platform platform,
      Instant created,
      Digest inputs,
      SortedMap<String, String> tools,
      Base base,
      List<CondaEnvironment> conda,
      PythonEnvironment python) {
    this(
        platform,
        created,
        inputs,
        new TreeMap<>(),
        tools,
        base,
        conda,
        python,
        Optional.empty(),
        Optional.empty());
  }

  /** The format that this version writes. */
  static final int FORMAT = 1;

  public Lock {
    if (!created.truncatedTo(ChronoUnit.SECONDS).equals(created)) {
      throw new IllegalArgumentException("a lock's time has no fraction of a second");
    }
    conda = List.copyOf(conda);
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
    tools = Collections.unmodifiableSortedMap(new TreeMap<>(tools));
  }

  /** When the versions of this part were chosen. */
  public Instant since(String part) {
    LockedPart known = parts.get(part);
    return known == null ? created : known.since();
  }

  /** When the oldest versions were chosen. */
  public Instant oldest() {
    return parts.values().stream()
        .map(LockedPart::since)
        .min(Comparator.naturalOrder())
        .orElse(created);
  }

  /** Whether a part was made from these inputs. */
  public boolean has(String part, Digest madeFrom) {
    LockedPart known = parts.get(part);
    return known != null && known.inputs().equals(madeFrom);
  }

  /** The conda environment that has the Python, where one has. */
  public Optional<CondaEnvironment> condaPython() {
    return conda.stream().filter(one -> one.prefix().equals(python.prefix())).findFirst();
  }
}
