package org.repo2oci.build;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Platform;
import org.repo2oci.layer.Compression;
import org.repo2oci.pypi.index.IndexSettings;

/**
 * Everything that decides an image, but for the machine.
 *
 * @param repository a folder or a URL, as typed
 * @param ref a branch, tag or commit
 * @param subdirectory of the repository that is built
 * @param required whether a file of it has to say what is needed; else there is a usual image
 * @param lock to use instead of deciding
 * @param baseImage empty for the base assembled from Debian packages
 * @param debianMirror empty for the machine's own
 * @param buildpacks folders: the product's own, then the user's
 * @param indexes where Python packages come from
 * @param conda where conda packages come from
 * @param r where R packages come from
 * @param repositoryFolder absolute folder of the repository in the image; empty for the home
 * @param uid of the image's user, never 0; the group has the same number
 * @param labels of the user's own, which win
 * @param steps how programs of the user's own are run
 * @param reuse what earlier builds left in registries
 * @param defaultUrl the page that a hub opens where it says no other, with its slash in front
 * @param rstudio which one an image with R gets
 */
public record BuildRequest(
    String repository,
    Optional<String> ref,
    Optional<String> subdirectory,
    boolean required,
    Optional<Path> lock,
    Optional<ImageReference> baseImage,
    Optional<String> debianMirror,
    Platform platform,
    List<Path> buildpacks,
    IndexSettings indexes,
    CondaRequest conda,
    RRequest r,
    Optional<String> repositoryFolder,
    int uid,
    String userName,
    Map<String, String> labels,
    Compression compression,
    StepRequest steps,
    ReuseRequest reuse,
    Optional<String> defaultUrl,
    RstudioRequest rstudio) {
  public BuildRequest {
    buildpacks = List.copyOf(buildpacks);
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    if (uid <= 0) {
      throw new IllegalArgumentException("an image's user is not root");
    }
    if (buildpacks.isEmpty()) {
      throw new IllegalArgumentException("a build needs a folder of buildpacks");
    }
  }

  /** The home directory of the image's user. */
  public String home() {
    return "/home/" + userName;
  }

  /** Where the repository lies in the image. */
  public String repositoryPath() {
    return repositoryFolder.orElse(home());
  }

  /** Where a file of the repository lies in the image. */
  String inRepository(String file) {
    return repositoryPath().replaceFirst("/+$", "") + "/" + file;
  }
}
