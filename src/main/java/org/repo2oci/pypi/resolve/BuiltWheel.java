package org.repo2oci.pypi.resolve;

import org.repo2oci.store.StoredBlob;

/** A wheel that was built from source, in the store. */
public record BuiltWheel(StoredBlob blob, String fileName) {}
