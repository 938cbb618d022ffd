package org.repo2oci.buildpack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One folder of {@code buildpacks/}: when it takes part, what it sets, and the files beside it.
 *
 * @param order its place among all, lowest first
 * @param with names of the additions that join it, where it is the one chosen
 * @param environment variables that it sets in the image, with {@code ${HOME}}, {@code ${REPO_DIR}}
 *     and {@code ${USER}} for what the build decides
 * @param path folders that it puts in front of {@code PATH}, in this order
 * @param work the kinds of work (keys such as {@code uv}) that its file describes for others
 * @param folder where it lies
 */
public record Buildpack(
    String name,
    String description,
    int order,
    Role role,
    boolean fallback,
    List<String> with,
    List<DetectRule> detects,
    List<IgnoreRule> ignores,
    Map<String, String> environment,
    List<String> path,
    Set<String> work,
    Path folder) {
  /** How it comes to take part. */
  public enum Role {
    /** In every image. */
    ALWAYS,
    /** Of these the first that finds its file is chosen, and no other. */
    ENVIRONMENT,
    /** Joins the chosen one, where that takes it and its file is there. */
    ADDITION
  }

  public Buildpack {
    with = List.copyOf(with);
    detects = List.copyOf(detects);
    ignores = List.copyOf(ignores);
    environment = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(environment));
    path = List.copyOf(path);
    work = Set.copyOf(work);
  }

  /** Its own file. */
  public Path file() {
    return folder.resolve(Buildpacks.FILE);
  }
}
