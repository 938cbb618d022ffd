package org.repo2oci.buildpack;

/**
 * A configuration file that decides something.
 *
 * @param path relative to the source folder, such as {@code binder/requirements.txt}
 * @param kind what it is for, such as {@code requirements}; the buildpack's name where it says none
 * @param reason what is done with it, in words that follow the path
 */
public record UsedFile(String path, String kind, String reason) {}
