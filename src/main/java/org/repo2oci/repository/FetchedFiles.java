package org.repo2oci.repository;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Files that came from elsewhere.
 *
 * @param root their folder
 * @param contentId names the content, as repo2docker does
 * @param commit its full id where git does not tell it
 * @param time of the commit where git does not tell it, in seconds since the epoch
 * @param byGit whether git itself made the folder
 */
record FetchedFiles(
    Path root, String contentId, Optional<String> commit, Optional<Long> time, boolean byGit) {}
