package org.repo2oci.pypi.wheel;

import java.util.Optional;

/**
 * A line of a wheel's RECORD that is not true. Installers are to refuse such a wheel (binary
 * distribution format, "The .dist-info directory"); none that is in use does, and wheels of that
 * kind are in every index.
 *
 * @param path that RECORD names
 * @param reason a clause about the path's line, for people
 * @param ofContent whether the file may be another than the line means; else only the line's form
 *     is wrong
 * @param actual what the line had to be; empty where there is no such file
 */
public record RecordFault(
    String path, String reason, boolean ofContent, Optional<RecordRow> actual) {}
