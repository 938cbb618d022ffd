package org.repo2oci.image;

/** An OCI platform such as {@code linux/amd64} (image-spec, image-index.md, "platform"). */
public record Platform(String os, String architecture) {
  public static final Platform LINUX_AMD64 = new Platform("linux", "amd64");
  public static final Platform LINUX_ARM64 = new Platform("linux", "arm64");

  public Platform {
    if (os.isBlank() || architecture.isBlank()) {
      throw new IllegalArgumentException(
          "a platform needs an operating system and an architecture");
    }
  }

  /** Parses {@code os/architecture}. */
  public static Platform parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException(
          "`%s` is not a platform such as linux/amd64".formatted(text));
    }
    return new Platform(parts[0], parts[1]);
  }

  @Override
  public String toString() {
    return os + "/" + architecture;
  }
}
