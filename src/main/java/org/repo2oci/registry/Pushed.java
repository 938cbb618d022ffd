package org.repo2oci.registry;

import org.repo2oci.image.Digest;

/**
 * What a push did.
 *
 * @param uploaded number of layers that were sent
 * @param mounted number of layers that the registry took from another repository
 * @param present number of layers that were there already
 * @param bytes that were sent for layers
 */
public record Pushed(Digest manifest, int uploaded, int mounted, int present, long bytes) {}
