package org.repo2oci.lock;

import org.repo2oci.image.Digest;

/** What an image with R has of RStudio. */
public sealed interface Rstudio {
  /** For a label of the image. */
  String label();

  /**
   * It is in the image.
   *
   * @param url where its package comes from, without a login; empty for a file of the machine that
   *     locked it
   * @param size of the package, in bytes
   */
  record Present(String version, String url, long size, Digest sha256) implements Rstudio {
    public Present {
      if (version.isBlank() || size < 0) {
        throw new IllegalArgumentException("`%s` is no version of RStudio".formatted(version));
      }
    }

    @Override
    public String label() {
      return version;
    }
  }

  /**
   * It is not, although R is.
   *
   * @param reason in words that follow "without RStudio:"
   */
  record Missing(String reason) implements Rstudio {
    @Override
    public String label() {
      return "none: " + reason;
    }
  }
}
