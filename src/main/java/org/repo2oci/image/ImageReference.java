package org.repo2oci.image;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an image: {@code [registry/]repository[:tag][@digest]} (distribution's reference
 * grammar). A first component is a registry when it holds a dot, a colon or is {@code localhost}.
 *
 * @param registry host and port; empty where the name gives none, which is Docker Hub's short form
 */
public record ImageReference(
    Optional<String> registry, String repository, Optional<String> tag, Optional<Digest> digest) {
  private static final Pattern COMPONENT =
      Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*");
  private static final Pattern HOST =
      Pattern.compile(
          "(?:[a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])"
              + "(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]{1,5})?"
              + "|\\[[0-9a-fA-F:]+\\](?::[0-9]{1,5})?");
  private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");
  private static final int MAX_LENGTH = 255;

  public ImageReference {
    if (registry.filter(host -> !HOST.matcher(host).matches()).isPresent()) {
      throw new IllegalArgumentException("`%s` is not a registry host".formatted(registry.get()));
    }
    if (repository.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("an image name has at most 255 characters");
    }
    for (String component : repository.split("/", -1)) {
      if (!COMPONENT.matcher(component).matches()) {
        throw new IllegalArgumentException(
            "`%s` is not an image name: `%s` may hold lower-case letters, digits, and single . _ or -"
                .formatted(repository, component));
      }
    }
    if (tag.filter(name -> !TAG.matcher(name).matches()).isPresent()) {
      throw new IllegalArgumentException("`%s` is not an image tag".formatted(tag.get()));
    }
  }

  /** Parses a reference; nothing is added to it. */
  public static ImageReference parse(String text) {
    String rest = text;
    Optional<Digest> digest = Optional.empty();
    int at = rest.indexOf('@');
    if (at >= 0) {
      digest = Optional.of(Digest.parse(rest.substring(at + 1)));
      rest = rest.substring(0, at);
    }
    Optional<String> tag = Optional.empty();
    int colon = rest.lastIndexOf(':');
    if (colon > rest.lastIndexOf('/')) {
      tag = Optional.of(rest.substring(colon + 1));
      rest = rest.substring(0, colon);
    }
    int slash = rest.indexOf('/');
    if (slash > 0 && looksLikeHost(rest.substring(0, slash))) {
      return new ImageReference(
          Optional.of(rest.substring(0, slash)), rest.substring(slash + 1), tag, digest);
    }
    return new ImageReference(Optional.empty(), rest, tag, digest);
  }

  private static boolean looksLikeHost(String first) {
    return first.contains(".") || first.contains(":") || first.equals("localhost");
  }

  /** What a registry is asked for: the digest where there is one, else the tag, else latest. */
  public String tagOrDigest() {
    return digest.map(Digest::toString).orElseGet(() -> tag.orElse("latest"));
  }

  public ImageReference withTag(String name) {
    return new ImageReference(registry, repository, Optional.of(name), Optional.empty());
  }

  public ImageReference withDigest(Digest value) {
    return new ImageReference(registry, repository, tag, Optional.of(value));
  }

  /** Registry and repository without tag and digest. */
  public String name() {
    return registry.map(host -> host + "/" + repository).orElse(repository);
  }

  @Override
  public String toString() {
    return name() + tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
  }
}
