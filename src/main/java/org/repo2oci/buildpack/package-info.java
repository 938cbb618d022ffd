/** Detectors driven by buildpacks/: a checkout becomes an environment. */
@NullMarked
package org.repo2oci.buildpack;

import org.jspecify.annotations.NullMarked;
