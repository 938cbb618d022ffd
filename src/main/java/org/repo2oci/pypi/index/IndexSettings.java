package org.repo2oci.pypi.index;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.repo2oci.pypi.spec.IndexOptions;

/**
 * Where packages come from.
 *
 * @param defaultIndex where one is set; else the one that is built into pip and uv
 * @param extraIndexes asked besides it
 * @param findLinks URLs of pages and absolute folders of this machine that list archives
 * @param noIndex only {@code findLinks} count
 * @param strategy uv's {@code index-strategy}, where it is set; else every index is asked and the
 *     best version wins, as for pip
 * @param excludeNewer uv's limit for upload times
 * @param caBundle the PEM file that pip's settings name
 * @param warnings settings that are not honoured
 */
public record IndexSettings(
    Optional<PackageIndex> defaultIndex,
    List<PackageIndex> extraIndexes,
    List<String> findLinks,
    boolean noIndex,
    Optional<String> strategy,
    Optional<String> excludeNewer,
    Optional<Path> caBundle,
    List<String> warnings) {
  public IndexSettings {
    extraIndexes = List.copyOf(extraIndexes);
    findLinks = List.copyOf(findLinks);
    warnings = List.copyOf(warnings);
  }

  /** Nothing set. */
  public static IndexSettings none() {
    return new IndexSettings(
        Optional.empty(),
        List.of(),
        List.of(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /** Every index that is named, in the order of their weight. */
  public List<PackageIndex> indexes() {
    return noIndex
        ? List.of()
        : Stream.concat(defaultIndex.stream(), extraIndexes.stream()).toList();
  }

  /**
   * These settings with what requirements files say: their index replaces all of the machine's, the
   * rest is added (pip, "Supported options").
   */
  public IndexSettings with(IndexOptions options) {
    Optional<PackageIndex> main =
        options
            .indexUrl()
            .map(url -> new PackageIndex(PackageIndex.DEFAULT, url))
            .or(() -> defaultIndex);
    List<PackageIndex> extra =
        new ArrayList<>(options.indexUrl().isPresent() ? List.of() : extraIndexes);
    int number = 0;
    for (String url : options.extraIndexUrls()) {
      number++;
      extra.add(new PackageIndex("file-" + number, url));
    }
    List<String> links = new ArrayList<>(options.findLinks());
    links.addAll(findLinks);
    return new IndexSettings(
        main,
        extra,
        links,
        noIndex || options.noIndex(),
        strategy,
        excludeNewer,
        caBundle,
        warnings);
  }
}
