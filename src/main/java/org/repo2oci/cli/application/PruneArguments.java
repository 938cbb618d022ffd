package org.repo2oci.cli.application;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.repo2oci.image.ImageReference;

/**
 * What {@code cache prune} was asked. With no limit at all, what no build can use any more goes.
 *
 * @param all everything goes
 * @param olderThan what was not used for this long goes
 * @param maxSize bytes; the least recently used goes until the store is no larger
 * @param repository of layers that is meant instead of the store
 */
public record PruneArguments(
    MachineArguments machine,
    boolean all,
    Optional<Duration> olderThan,
    OptionalLong maxSize,
    Optional<ImageReference> repository) {}
