package org.repo2oci.conda.solve;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Genuine indexes that are used together; a second one of a platform is another channel. */
enum IndexSet {
  RECONSTRUCTED("reconstructed-conda-forge-linux-64", "reconstructed-conda-forge-noarch"),
  MAIN_2021(
      "main-linux-64-cur-20211110",
      "main-noarch-cur-20211110",
      "r-linux-64-cur-20210712",
      "r-noarch-cur-20200311"),
  SUBCHANNEL_2024(
      "conda-forge-subchannel-py39-linux-64-20240508",
      "conda-forge-subchannel-py39-noarch-20240508"),
  OLD("conda-forge-linux-64-full-20160806", "free-linux-64-full-20160205");

  private static final Path DATA = Path.of("../shared/data/conda/repodata");

  private final List<String> names;

  IndexSet(String... names) {
    this.names = List.of(names);
  }

  static boolean isThere() {
    return Files.isDirectory(DATA);
  }

  List<Path> files() {
    return names.stream().map(name -> DATA.resolve(name + ".json.zst")).toList();
  }

  boolean hasSeveralChannels() {
    return this == MAIN_2021 || this == OLD;
  }
}
