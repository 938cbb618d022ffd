package org.repo2oci.sandbox;

import java.nio.file.Path;
import org.repo2oci.image.Digest;

/** A layer of a root filesystem on disk; the owners may be those of a user namespace. */
public record RootLayer(Digest key, Path directory) {}
