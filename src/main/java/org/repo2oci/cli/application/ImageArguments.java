package org.repo2oci.cli.application;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.plan.Optimization;

/**
 * What the image looks like from outside.
 *
 * @param targetRepoDir absolute folder of the repository in the image; empty for the home directory
 * @param userId of the user that the image runs as; never root
 * @param labels in the order they were given
 * @param appendix lines of a Dockerfile for the end; empty for none
 * @param buildArguments for those, and for a Dockerfile of the repository
 * @param optimization what the layers are laid out for, where there is an image before this one
 * @param defaultUrl the page that a hub opens, with its slash in front
 */
public record ImageArguments(
    Optional<String> targetRepoDir,
    int userId,
    String userName,
    Map<String, String> labels,
    Compression compression,
    String appendix,
    Map<String, String> buildArguments,
    Optimization optimization,
    Optional<String> defaultUrl) {
  /** Laid out for nodes. */
  public ImageArguments(
      Optional<String> targetRepoDir,
      int userId,
      String userName,
      Map<String, String> labels,
      Compression compression,
      String appendix,
      Map<String, String> buildArguments) {
    this(
        targetRepoDir,
        userId,
        userName,
        labels,
        compression,
        appendix,
        buildArguments,
        Optimization.NODE,
        Optional.empty());
  }

  public ImageArguments {
    buildArguments = Collections.unmodifiableMap(new LinkedHashMap<>(buildArguments));
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }
}
