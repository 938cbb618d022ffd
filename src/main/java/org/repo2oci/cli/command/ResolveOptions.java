package org.repo2oci.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.repo2oci.build.RBuildRequest;
import org.repo2oci.build.RstudioRequest;
import org.repo2oci.cli.application.EarlierArguments;
import org.repo2oci.cli.application.ResolveArguments;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Platform;
import picocli.CommandLine.Option;

/** What decides which packages are chosen. */
final class ResolveOptions implements OptionGroup {
  @Option(
      names = "--lock",
      paramLabel = "FILE",
      description = "Take every package from this lock and choose nothing")
  private @Nullable String lock;

  @Option(
      names = "--base-image",
      paramLabel = "IMAGE",
      description = "Start from an image of a registry, not from Debian packages")
  private @Nullable String baseImage;

  @Option(
      names = "--debian-mirror",
      paramLabel = "URL",
      description = "Where Debian packages come from (default: as apt here)")
  private @Nullable String debianMirror;

  @Option(
      names = "--index-url",
      paramLabel = "URL",
      description = "Python package index (default: as pip and uv here)")
  private @Nullable String indexUrl;

  @Option(
      names = "--extra-index-url",
      paramLabel = "URL",
      description = "One more Python package index (again for more)")
  private List<String> extraIndexUrls = new ArrayList<>();

  @Option(
      names = "--find-links",
      paramLabel = "WHERE",
      description = "A folder or page with Python packages (again for more)")
  private List<String> findLinks = new ArrayList<>();

  @Option(
      names = "--channel",
      paramLabel = "NAME",
      description = "Conda channel instead of all others (again for more)")
  private List<String> channels = new ArrayList<>();

  @Option(
      names = "--conda-channel-alias",
      paramLabel = "URL",
      description = "Where named conda channels are (default: as conda here)")
  private @Nullable String condaChannelAlias;

  @Option(
      names = "--cran-mirror",
      paramLabel = "URL",
      description = "R package repository (default: as R here)")
  private @Nullable String cranMirror;

  @Option(
      names = "--r-builds",
      paramLabel = "WHERE",
      description = "R that Debian has not: .deb file, URL with {version}, or none")
  private @Nullable String rBuilds;

  @Option(
      names = "--rstudio-deb",
      paramLabel = "WHERE",
      description = "RStudio for images with R: a .deb file, a URL, or none")
  private @Nullable String rstudioDeb;

  @Option(
      names = "--buildpack",
      paramLabel = "DIR",
      description = "A buildpack of your own (again for more)")
  private List<String> buildpacks = new ArrayList<>();

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      description = "What the image runs on (default: linux/amd64)")
  private @Nullable String platform;

  @Override
  public String heading() {
    return "Packages";
  }

  ResolveArguments arguments(EarlierArguments earlier) {
    return new ResolveArguments(
        Parsed.value("--lock", lock, Path::of),
        Parsed.value("--base-image", baseImage, ImageReference::parse),
        Parsed.value("--debian-mirror", debianMirror, Parsed::url),
        Parsed.value("--platform", platform, Platform::parse).orElse(Platform.LINUX_AMD64),
        Parsed.values("--buildpack", buildpacks, Path::of),
        Parsed.value("--index-url", indexUrl, Parsed::url),
        Parsed.values("--extra-index-url", extraIndexUrls, Parsed::url),
        Parsed.values("--find-links", findLinks, text -> text),
        Parsed.values("--channel", channels, text -> text),
        Parsed.value("--conda-channel-alias", condaChannelAlias, Parsed::url),
        Parsed.value("--cran-mirror", cranMirror, text -> text),
        Parsed.value("--r-builds", rBuilds, RBuildRequest::parse).orElse(new RBuildRequest.Usual()),
        earlier,
        Parsed.value("--rstudio-deb", rstudioDeb, RstudioRequest::parse)
            .orElse(new RstudioRequest.Usual()));
  }
}
