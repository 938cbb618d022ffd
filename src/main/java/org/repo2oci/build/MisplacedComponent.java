package org.repo2oci.build;

import java.io.IOException;

/** Layers cannot be laid upon those of an earlier image as it was planned. */
final class MisplacedComponent extends IOException {
  MisplacedComponent(String why) {
    super(why);
  }
}
