package org.repo2oci.buildpack;

/** A file that is not used where this buildpack takes part, and the reason. */
record IgnoreRule(String file, String because) {}
