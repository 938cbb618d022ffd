package org.repo2oci.pypi.install;

import org.repo2oci.filetree.Content;

/**
 * A source as it will be installed.
 *
 * @param relative below the prefix
 * @param path absolute in the image: what tracebacks show
 * @param mtime seconds since the epoch, which the bytecode repeats
 */
public record PythonSource(String relative, String path, long mtime, Content content) {}
