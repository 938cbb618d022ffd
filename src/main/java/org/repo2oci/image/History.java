package org.repo2oci.image;

/**
 * How one layer came to be (image-spec, config.md, "history"). There is one entry for each layer:
 * some registries refuse a configuration with fewer.
 *
 * @param created RFC 3339 time
 */
public record History(String created, String createdBy, String comment, boolean emptyLayer) {}
