package org.repo2oci.conda.channel;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** The index of one channel for one platform, of which only what is asked for is read. */
interface SubdirIndex {
  /** Records of this name; {@code .conda} where a package is there in both forms. */
  List<IndexRecord> records(String name) throws IOException, InterruptedException;

  /** Every name that has records. */
  void names(Consumer<String> each);
}
