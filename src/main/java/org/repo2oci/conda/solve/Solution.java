package org.repo2oci.conda.solve;

import java.util.List;
import org.repo2oci.conda.channel.ChannelRecord;

/**
 * The packages of an environment.
 *
 * @param records each after what it needs, as far as there is such an order; virtual packages are
 *     not among them
 * @param conflicts how often the search had to go back
 */
public record Solution(List<ChannelRecord> records, int conflicts) {
  public Solution {
    records = List.copyOf(records);
  }
}
