package org.repo2oci.cli.application;

/** What {@code plan} was asked. */
public record PlanArguments(
    SourceArguments source,
    ResolveArguments resolve,
    ImageArguments image,
    MachineArguments machine) {}
