package org.repo2oci.build;

import java.util.List;
import org.repo2oci.conda.channel.CondaSettings;

/**
 * Where conda packages come from.
 *
 * @param settings of the machine
 * @param channels that replace those of the repository's file and of the settings
 */
public record CondaRequest(CondaSettings settings, List<String> channels) {
  public CondaRequest {
    channels = List.copyOf(channels);
  }
}
