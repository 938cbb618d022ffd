package org.repo2oci.buildpack;

/**
 * A configuration file that is there and not used, and why.
 *
 * @param path relative to the source folder
 */
public record IgnoredFile(String path, String reason) {}
