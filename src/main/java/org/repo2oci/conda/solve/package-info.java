/**
 * The conda solver: a conflict-driven search over ints ({@link Search} and what it is made of), and
 * above it what makes the search conda's: the order of candidates, channels, virtual packages, and
 * the words for a request that has no solution.
 */
@NullMarked
package org.repo2oci.conda.solve;

import org.jspecify.annotations.NullMarked;
