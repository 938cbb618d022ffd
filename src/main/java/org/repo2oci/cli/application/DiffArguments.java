package org.repo2oci.cli.application;

import org.repo2oci.image.Platform;

/**
 * What {@code diff} was asked; images as {@link InspectArguments} has them.
 *
 * @param before the image that a node has
 * @param after the one that it pulls
 */
public record DiffArguments(
    String before, String after, Platform platform, MachineArguments machine) {}
