package org.repo2oci.cli.application;

/** What {@code lock} was asked. */
public record LockArguments(
    SourceArguments source, ResolveArguments resolve, MachineArguments machine) {}
