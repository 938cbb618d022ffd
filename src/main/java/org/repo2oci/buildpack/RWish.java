package org.repo2oci.buildpack;

import java.time.LocalDate;
import java.util.Optional;

/**
 * What a repository wants of R.
 *
 * @param version {@code x.y} or {@code x.y.z}; empty for any
 * @param snapshot the day whose packages are wanted
 * @param script the path of {@code install.R}
 * @param description the path of {@code DESCRIPTION}
 * @param renvLock the path of {@code renv.lock}
 * @param ofConda whether R itself is a conda package that the repository names
 */
public record RWish(
    Optional<String> version,
    Optional<LocalDate> snapshot,
    Optional<String> script,
    Optional<String> description,
    Optional<String> renvLock,
    boolean ofConda) {}
