package org.repo2oci.cli.application;

import java.util.Optional;

/**
 * Where the repository comes from.
 *
 * @param repository a folder or a URL, as typed
 * @param ref branch, tag or commit
 * @param subdirectory a folder inside the repository
 * @param required whether a file has to say what is needed
 */
public record SourceArguments(
    String repository, Optional<String> ref, Optional<String> subdirectory, boolean required) {}
