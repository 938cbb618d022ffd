package org.repo2oci.sandbox;

import java.util.List;

/** How user ids of a root filesystem stand for user ids of the machine. */
enum IdMapping {
  /** They are the same: this process is root and may mount. */
  HOST,
  /** Root is this user, the others are a range that /etc/subuid gives this user. */
  RANGE,
  /** Every file belongs to this user, whoever the step believes to be. */
  SINGLE;

  List<String> unshareOptions() {
    return switch (this) {
      case HOST -> List.of();
      case RANGE -> List.of("--user", "--map-root-user", "--map-auto");
      case SINGLE -> List.of("--user", "--map-root-user");
    };
  }

  /** The namespace of the extended attributes in which an overlay keeps what it knows. */
  String overlayAttributes() {
    return this == HOST ? "trusted.overlay." : "user.overlay.";
  }
}
