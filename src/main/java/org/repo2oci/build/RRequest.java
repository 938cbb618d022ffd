package org.repo2oci.build;

import java.util.Optional;

/**
 * Where R packages come from.
 *
 * @param mirror URL of a repository, which may hold a password; {@code {date}}, {@code {codename}}
 *     and {@code {minor}} in it stand for the day that the repository asks for (or {@code latest}),
 *     the distribution, and the {@code x.y} of R. Empty where neither an option nor the machine's R
 *     names one
 * @param builds where an R comes from that the distribution has not
 */
public record RRequest(Optional<String> mirror, RBuildRequest builds) {}
