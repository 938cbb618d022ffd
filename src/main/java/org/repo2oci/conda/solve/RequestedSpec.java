package org.repo2oci.conda.solve;

import org.repo2oci.conda.spec.MatchSpec;

/**
 * What is asked for, and by whom.
 *
 * @param place where it is written, as it stands in messages: {@code `environment.yml` at line 7}
 */
public record RequestedSpec(MatchSpec spec, String place) {
  @Override
  public String toString() {
    return "%s: `%s`".formatted(place, spec);
  }
}
