package org.repo2oci.image;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names a blob by media type, digest and size in bytes (image-spec, descriptor.md). Annotations are
 * kept sorted, so that the same descriptor is the same JSON.
 */
public record Descriptor(
    String mediaType, Digest digest, long size, Map<String, String> annotations) {
  public Descriptor {
    if (size < 0) {
      throw new IllegalArgumentException("a descriptor's size is at least 0, not " + size);
    }
    annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
  }

  public Descriptor(String mediaType, Digest digest, long size) {
    this(mediaType, digest, size, Map.of());
  }
}
