/** Wheels as archives: a zip's directory read without trust, metadata, RECORD and its check. */
@NullMarked
package org.repo2oci.pypi.wheel;

import org.jspecify.annotations.NullMarked;
