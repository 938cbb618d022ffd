package org.repo2oci.cli.application;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.repo2oci.build.RBuildRequest;
import org.repo2oci.build.RstudioRequest;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Platform;

/**
 * What decides which packages are chosen.
 *
 * @param lock a lock to use instead of choosing
 * @param baseImage empty for the base assembled from Debian packages
 * @param debianMirror empty for the machine's own
 * @param buildpacks more buildpack folders, first one first
 * @param indexUrl may hold a password; empty for the machine's own settings
 * @param extraIndexUrls may hold passwords
 * @param findLinks folders or URLs of pages with links
 * @param channels of conda, instead of those of files and settings; names or URLs
 * @param condaChannelAlias may hold a password; empty for the machine's own
 * @param cranMirror a repository of R packages; may hold a password
 * @param rBuilds where an R comes from that the distribution has not
 * @param earlier what may be taken from earlier builds
 * @param rstudio for images with R
 */
public record ResolveArguments(
    Optional<Path> lock,
    Optional<ImageReference> baseImage,
    Optional<URI> debianMirror,
    Platform platform,
    List<Path> buildpacks,
    Optional<URI> indexUrl,
    List<URI> extraIndexUrls,
    List<String> findLinks,
    List<String> channels,
    Optional<URI> condaChannelAlias,
    Optional<String> cranMirror,
    RBuildRequest rBuilds,
    EarlierArguments earlier,
    RstudioRequest rstudio) {
  public ResolveArguments {
    buildpacks = List.copyOf(buildpacks);
    extraIndexUrls = List.copyOf(extraIndexUrls);
    findLinks = List.copyOf(findLinks);
    channels = List.copyOf(channels);
  }
}
