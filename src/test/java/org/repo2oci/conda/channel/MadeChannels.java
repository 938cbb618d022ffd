package org.repo2oci.conda.channel;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Channels that need no settings, for tests. */
public final class MadeChannels {
  public static Channel named(String name) {
    String url = "https://conda.example.org/" + name;
    return new Channel(name, url, List.of(url), Optional.empty(), Set.of());
  }

  public static Channel in(Path folder) {
    String url = folder.toUri().toString().replaceFirst("/$", "");
    return new Channel(url, url, List.of(url), Optional.empty(), Set.of());
  }

  private MadeChannels() {}
}
