package org.repo2oci.cli.application;

import org.repo2oci.image.Platform;

/**
 * What {@code inspect} was asked.
 *
 * @param image a reference, or {@code oci:DIR}, {@code oci-archive:FILE}, {@code
 *     docker-archive:FILE}, {@code docker-daemon:NAME}, as typed
 */
public record InspectArguments(String image, Platform platform, MachineArguments machine) {}
