package org.repo2oci.repository;

import org.repo2oci.filetree.FileTree;
import org.repo2oci.image.Digest;

/**
 * The repository's files as the image gets them.
 *
 * @param digest over every path, attribute and content: equal digests are equal layers
 */
public record RepositoryFiles(FileTree tree, Digest digest) {}
