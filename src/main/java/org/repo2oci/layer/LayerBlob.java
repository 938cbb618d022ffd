package org.repo2oci.layer;

import org.repo2oci.image.Digest;

/**
 * What is known of a written layer.
 *
 * @param size of the compressed blob, in bytes
 * @param diffId digest of the uncompressed tar (image-spec, config.md, "Layer DiffID")
 * @param tarSize of the uncompressed tar, in bytes
 */
public record LayerBlob(String mediaType, Digest digest, long size, Digest diffId, long tarSize) {}
