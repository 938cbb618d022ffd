package org.repo2oci.launch;

/**
 * How a launch ended.
 *
 * @param exitCode the server's own; 128 + n where signal n ended it
 * @param asked whether it was asked to end, by an interruption of the thread that launched it
 */
public record LaunchEnd(int exitCode, boolean asked) {}
