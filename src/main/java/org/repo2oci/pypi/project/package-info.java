/** Python projects and their lock files: what they ask for becomes requirements, with its lines. */
@NullMarked
package org.repo2oci.pypi.project;

import org.jspecify.annotations.NullMarked;
