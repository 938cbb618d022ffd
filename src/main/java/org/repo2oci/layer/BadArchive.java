package org.repo2oci.layer;

import java.io.IOException;

/** An archive that is damaged, or has members that no honest archive has. */
public final class BadArchive extends IOException {
  BadArchive(String message) {
    super(message);
  }
}
