package org.repo2oci.conda.link;

import java.util.Optional;
import org.repo2oci.filetree.Node;

/**
 * A path of a package at its place.
 *
 * @param target below the prefix
 * @param installed digest of the content as it is installed; empty for links and folders
 */
record LinkedPath(ListedPath listed, String target, Node node, Optional<String> installed) {}
