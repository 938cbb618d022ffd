/**
 * Where the source comes from: a folder, a git or Mercurial URL, or what an archive has becomes a
 * checkout with its content id.
 */
@NullMarked
package org.repo2oci.repository;

import org.jspecify.annotations.NullMarked;
