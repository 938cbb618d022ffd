/** Where the source comes from: a folder or a git URL becomes a checkout with its content id. */
@NullMarked
package org.repo2oci.repository;

import org.jspecify.annotations.NullMarked;
