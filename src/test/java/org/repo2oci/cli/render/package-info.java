/** Tests of what people and programs read. */
@NullMarked
package org.repo2oci.cli.render;

import org.jspecify.annotations.NullMarked;
