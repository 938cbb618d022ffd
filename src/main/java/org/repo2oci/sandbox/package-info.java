/** Runs a command in a root filesystem, and returns what it changed as a file tree. */
@NullMarked
package org.repo2oci.sandbox;

import org.jspecify.annotations.NullMarked;
