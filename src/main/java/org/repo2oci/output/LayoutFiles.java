package org.repo2oci.output;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The fixed names and bytes of a layout (image-spec, image-layout.md). */
final class LayoutFiles {
  static final String MARKER = "oci-layout";
  static final String INDEX = "index.json";
  static final String BLOBS = "blobs/sha256";

  private static final String MARKER_TEXT = "{\"imageLayoutVersion\":\"1.0.0\"}";

  private LayoutFiles() {}

  /** What tells a layout from any other folder. */
  static byte[] marker() {
    return MARKER_TEXT.getBytes(UTF_8);
  }
}
