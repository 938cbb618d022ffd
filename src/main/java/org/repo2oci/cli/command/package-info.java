/** The commands: options become arguments, a call, and a report; no logic. */
@NullMarked
package org.repo2oci.cli.command;

import org.jspecify.annotations.NullMarked;
