package org.repo2oci.cli.application;

/**
 * What a push did.
 *
 * @param sent layers that the registry lacked
 * @param kept layers that it had
 * @param bytes that were sent for layers
 */
public record PushedLayers(int sent, int kept, long bytes) {}
