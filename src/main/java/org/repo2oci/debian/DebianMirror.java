package org.repo2oci.debian;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.repo2oci.failure.BuildFailure;

/**
 * Where Debian packages are fetched from; never written into an image.
 *
 * @param main the folder that holds {@code dists} and {@code pool}, ending with a slash
 * @param security the same of the security archive, where there is one
 * @param securityRequired false where {@code security} is a guess from the main one's name
 */
public record DebianMirror(URI main, Optional<URI> security, boolean securityRequired) {
  public DebianMirror {
    main = folder(main);
    security = security.map(DebianMirror::folder);
  }

  /**
   * Parses an option: the main archive, and after a comma the security archive. Without the second
   * one it is looked for beside the first, as {@code …-security}.
   */
  public static DebianMirror parse(String option) {
    String[] parts = option.strip().split("\\s*,\\s*", -1);
    if (parts.length > 2) {
      throw BuildFailure.usage(
              "Cannot use `%s` as a Debian mirror: too many parts".formatted(option))
          .withHint("Give `URI` or `URI,SECURITY-URI`");
    }
    URI main = uri(parts[0]);
    return parts.length == 2
        ? new DebianMirror(main, Optional.of(uri(parts[1])), true)
        : beside(main);
  }

  /**
   * The mirror that apt uses on a machine, where that is Debian of any release.
   *
   * @param root the root of that machine's, or an image's, filesystem
   */
  public static Optional<DebianMirror> ofApt(Path root) {
    List<AptSource> sources = AptSource.readAll(root);
    Optional<AptSource> main = AptSource.best(sources, AptSource::isMain);
    Optional<AptSource> security = AptSource.best(sources, AptSource::isSecurity);
    return main.map(source ->
        security.isPresent()
            ? new DebianMirror(source.uri(), security.map(AptSource::uri), true)
            : beside(source.uri()));
  }

  /** The folder of one of its archives. */
  Optional<URI> root(DebianIndex.Archive archive) {
    return switch (archive) {
      case MAIN -> Optional.of(main);
      case SECURITY -> security;
    };
  }

  private static DebianMirror beside(URI main) {
    String text = main.toString();
    while (text.endsWith("/")) {
      text = text.substring(0, text.length() - 1);
    }
    return new DebianMirror(main, Optional.of(URI.create(text + "-security/")), false);
  }

  private static URI uri(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw notAMirror(text).withCause(e);
    }
    String scheme = uri.getScheme();
    if (scheme == null || !AptSource.SCHEMES.contains(scheme)) {
      throw notAMirror(text);
    }
    return uri;
  }

  private static BuildFailure notAMirror(String text) {
    return BuildFailure.usage("Cannot use `%s` as a Debian mirror: not a URL".formatted(text))
        .withHint("Give the URL of the folder that holds `dists` and `pool`, with its scheme");
  }

  private static URI folder(URI uri) {
    String text = uri.toString();
    return text.endsWith("/") ? uri : URI.create(text + "/");
  }
}
