package org.repo2oci.pypi.spec;

/**
 * A line for pip that stands in some other file.
 *
 * @param text as in a requirements file
 */
public record RequirementLine(SourceLine origin, String text) {}
