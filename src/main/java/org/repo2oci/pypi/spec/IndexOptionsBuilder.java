package org.repo2oci.pypi.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Collects the options of all files; later ones win where there can be one only, as for pip. */
final class IndexOptionsBuilder {
  private static final String ALL = ":all:";
  private static final String NONE = ":none:";

  private Optional<String> indexUrl = Optional.empty();
  private final List<String> extraIndexUrls = new ArrayList<>();
  private final List<String> findLinks = new ArrayList<>();
  private boolean noIndex;
  private boolean preReleases;
  private List<String> noBinary = List.of();
  private List<String> onlyBinary = List.of();
  private boolean requireHashes;

  void findLinks(String place) {
    findLinks.add(place);
  }

  void accept(OptionLine.Option option) throws RequirementParser.Refused {
    switch (option.meaning()) {
      case INDEX_URL -> indexUrl = Optional.of(url(option));
      case EXTRA_INDEX_URL -> extraIndexUrls.add(url(option));
      case NO_INDEX -> noIndex = true;
      case PRE_RELEASES -> preReleases = true;
      case NO_BINARY -> noBinary = formats(noBinary, option.value());
      case ONLY_BINARY -> onlyBinary = formats(onlyBinary, option.value());
      case REQUIRE_HASHES -> requireHashes = true;
      case INCLUDE, CONSTRAINTS, EDITABLE, FIND_LINKS, WITHOUT_EFFECT, REFUSED ->
          throw new IllegalArgumentException(option.name());
    }
  }

  private static String url(OptionLine.Option option) throws RequirementParser.Refused {
    if (!option.value().matches("https?://[^\\s/]\\S*")) {
      throw new RequirementParser.Refused(
          "`%s` is not the URL of an index".formatted(option.value()),
          "An index is an `https://` URL; a folder of archives is named by `--find-links`");
    }
    if (option.value().contains("${")) {
      throw new RequirementParser.Refused(
          "`%s` holds a variable, and a build sees none of the machine's".formatted(option.name()),
          "Set the index in the machine's pip or uv settings");
    }
    return option.value();
  }

  /** A list of names, {@code :all:} for every one, {@code :none:} to forget what came before. */
  private static List<String> formats(List<String> before, String value) {
    List<String> said = Arrays.asList(value.split(","));
    if (said.contains(ALL)) {
      return List.of(ALL);
    }
    int none = said.lastIndexOf(NONE);
    Stream<String> kept = none >= 0 ? Stream.of() : before.stream();
    return Stream.concat(
            kept,
            said.subList(none + 1, said.size()).stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(PackageName::normalised))
        .distinct()
        .toList();
  }

  IndexOptions build() {
    return new IndexOptions(
        indexUrl,
        extraIndexUrls,
        findLinks,
        noIndex,
        preReleases,
        noBinary,
        onlyBinary,
        requireHashes);
  }
}
