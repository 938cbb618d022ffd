package org.repo2oci.conda.solve;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Genuine indexes that are used together; a second one of a platform is another channel. */
enum IndexSet {
  RECONSTRUCTED,
  MAIN_2021,
  SUBCHANNEL_2024,
  OLD;

  private static final Path DATA = Path.of("../shared/data/conda/repodata");

  static boolean isThere() {
    return Files.isDirectory(DATA);
  }

  List<Path> files() {
    List<String> names =
        switch (this) {
          case RECONSTRUCTED ->
              List.of("reconstructed-conda-forge-linux-64", "reconstructed-conda-forge-noarch");
          case MAIN_2021 ->
              List.of(
                  "main-linux-64-cur-20211110",
                  "main-noarch-cur-20211110",
                  "r-linux-64-cur-20210712",
                  "r-noarch-cur-20200311");
          case SUBCHANNEL_2024 ->
              List.of(
                  "conda-forge-subchannel-py39-linux-64-20240508",
                  "conda-forge-subchannel-py39-noarch-20240508");
          case OLD -> List.of("conda-forge-linux-64-full-20160806", "free-linux-64-full-20160205");
        };
    return names.stream().map(name -> DATA.resolve(name + ".json.zst")).toList();
  }

  boolean hasSeveralChannels() {
    return this == MAIN_2021 || this == OLD;
  }
}
