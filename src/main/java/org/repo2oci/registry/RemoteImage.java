package org.repo2oci.registry;

import org.repo2oci.image.Digest;
import org.repo2oci.image.ImageConfig;
import org.repo2oci.image.ImageReference;
import org.repo2oci.image.Manifest;

/**
 * One image of a registry, for one platform.
 *
 * @param reference what was asked for
 * @param digest of the image's own manifest, also where an index was between
 * @param manifestBytes what the digest is of
 */
public record RemoteImage(
    ImageReference reference,
    Digest digest,
    byte[] manifestBytes,
    Manifest manifest,
    byte[] configBytes,
    ImageConfig config) {}
