package org.repo2oci.sandbox;

import java.util.List;

/** How user ids of a root filesystem stand for user ids of the machine. */
enum IdMapping {
  /** They are the same: this process is root and may mount. */
  HOST,
  /** Root is this user, the others are a range that /etc/subuid gives this user. */
  RANGE,
  /** Every file belongs to this user, whoever the step believes to be. */
  SINGLE,
  /** There are no namespaces: files are unpacked for this user, and no step can run. */
  NONE;

  List<String> unshareOptions() {
    return switch (this) {
      case HOST, NONE -> List.of();
      case RANGE -> List.of("--user", "--map-root-user", "--map-auto");
      case SINGLE -> List.of("--user", "--map-root-user");
    };
  }

  /** Whether this process needs a namespace to give files to their owners. */
  boolean isOfNamespace() {
    return switch (this) {
      case HOST, NONE -> false;
      case RANGE, SINGLE -> true;
    };
  }

  /** Whether files can have other owners than this user. */
  boolean hasOwners() {
    return switch (this) {
      case HOST, RANGE -> true;
      case SINGLE, NONE -> false;
    };
  }

  /** The namespace of the extended attributes in which an overlay keeps what it knows. */
  String overlayAttributes() {
    return this == HOST ? "trusted.overlay." : "user.overlay.";
  }
}
