package org.repo2oci.pypi.wheel;

import java.io.IOException;

/** A zip that is damaged, hostile, or uses what is not read here; the message names the member. */
public final class ZipFormatException extends IOException {
  ZipFormatException(String message) {
    super(message);
  }
}
