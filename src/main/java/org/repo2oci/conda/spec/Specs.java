package org.repo2oci.conda.spec;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads every text once: the same text gives the same object. The records of a channel repeat a few
 * thousand dependencies. For one build; many threads may use it.
 */
public final class Specs {
  private final Map<String, MatchSpec> specs = new ConcurrentHashMap<>();
  private final Map<String, CondaVersion> versions = new ConcurrentHashMap<>();

  /**
   * The spec that a text says.
   *
   * @throws SpecException where it says none
   */
  public MatchSpec spec(String text) {
    MatchSpec known = specs.get(text);
    return known != null ? known : specs.computeIfAbsent(text, MatchSpec::parse);
  }

  /**
   * The version that a text says.
   *
   * @throws SpecException where it says none
   */
  public CondaVersion version(String text) {
    CondaVersion known = versions.get(text);
    return known != null ? known : versions.computeIfAbsent(text, CondaVersion::parse);
  }
}
