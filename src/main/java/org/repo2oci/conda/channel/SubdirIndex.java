package org.repo2oci.conda.channel;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** The index of one channel for one platform, of which only what is asked for is read. */
interface SubdirIndex {
  /** Nothing: the channel has nothing for this platform. */
  SubdirIndex EMPTY =
      new SubdirIndex() {
        @Override
        public List<IndexRecord> records(String name) {
          return List.of();
        }

        @Override
        public void names(Consumer<String> each) {}

        @Override
        public boolean isRemote() {
          return false;
        }
      };

  /** Records of this name; {@code .conda} where a package is there in both forms. */
  List<IndexRecord> records(String name) throws IOException, InterruptedException;

  /** Every name that has records. */
  void names(Consumer<String> each);

  /** Whether each name may have to be fetched by itself. */
  boolean isRemote();
}
