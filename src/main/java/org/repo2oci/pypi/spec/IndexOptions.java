package org.repo2oci.pypi.spec;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What requirements files say about where packages come from; the options count for all files, as
 * they do for pip.
 *
 * @param indexUrl replaces every index of the machine
 * @param findLinks URLs, or paths relative to the repository
 * @param preReleases {@code --pre}
 * @param noBinary normal names, or {@code :all:}
 * @param onlyBinary normal names, or {@code :all:}
 */
public record IndexOptions(
    Optional<String> indexUrl,
    List<String> extraIndexUrls,
    List<String> findLinks,
    boolean noIndex,
    boolean preReleases,
    List<String> noBinary,
    List<String> onlyBinary,
    boolean requireHashes) {
  public IndexOptions {
    extraIndexUrls = List.copyOf(extraIndexUrls);
    findLinks = List.copyOf(findLinks);
    noBinary = List.copyOf(noBinary);
    onlyBinary = List.copyOf(onlyBinary);
  }

  /** Nothing said. */
  public static IndexOptions none() {
    return new IndexOptions(
        Optional.empty(), List.of(), List.of(), false, false, List.of(), List.of(), false);
  }

  /** What these and later ones say together; of two index URLs the later one counts. */
  IndexOptions plus(IndexOptions later) {
    return new IndexOptions(
        later.indexUrl.or(() -> indexUrl),
        joined(extraIndexUrls, later.extraIndexUrls),
        joined(findLinks, later.findLinks),
        noIndex || later.noIndex,
        preReleases || later.preReleases,
        joined(noBinary, later.noBinary),
        joined(onlyBinary, later.onlyBinary),
        requireHashes || later.requireHashes);
  }

  private static List<String> joined(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).distinct().toList();
  }
}
