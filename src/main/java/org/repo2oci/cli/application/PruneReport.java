package org.repo2oci.cli.application;

/** What was removed from the store; {@code size} in bytes. */
public record PruneReport(long count, long size) {}
