package org.repo2oci.cli.application;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the image looks like from outside.
 *
 * @param targetRepoDir absolute folder of the repository in the image; empty for the home directory
 * @param userId of the user that the image runs as; never root
 * @param labels in the order they were given
 */
public record ImageArguments(
    Optional<String> targetRepoDir,
    int userId,
    String userName,
    Map<String, String> labels,
    Compression compression) {
  public ImageArguments {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }
}
