package org.repo2oci.conda.channel;

import java.util.Set;

/** Channels that need no settings, for tests. */
public final class MadeChannels {
  public static Channel named(String name) {
    String url = "https://conda.example.org/" + name;
    return new Channel(name, url, url, Set.of());
  }

  private MadeChannels() {}
}
