package org.repo2oci.conda.channel;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * The records of all channels, name by name; only names that are asked for ever become objects.
 * Many threads may ask at once.
 */
public interface RecordSource {
  /**
   * Every record of this name, in no particular order; none where no channel has it. Records whose
   * version cannot be read are left out. The same list for the same name each time.
   *
   * @param name in lower case
   * @throws org.repo2oci.failure.BuildFailure where a channel cannot be read
   */
  List<ChannelRecord> records(String name) throws IOException, InterruptedException;

  /**
   * Reads the records of these names and of all that they may depend on, many at once. It only
   * saves waiting: {@link #records} works without it.
   */
  void prefetch(Collection<String> names) throws IOException, InterruptedException;

  /** Names that the channels have and that a person may have meant; best first. */
  List<String> similar(String name, int limit) throws IOException, InterruptedException;
}
