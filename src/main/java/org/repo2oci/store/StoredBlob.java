package org.repo2oci.store;

import java.nio.file.Path;
import org.repo2oci.image.Digest;

/** A blob that the store has: its digest, its size in bytes and where it lies. */
public record StoredBlob(Digest digest, long size, Path file) {}
