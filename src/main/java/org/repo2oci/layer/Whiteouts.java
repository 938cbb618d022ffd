package org.repo2oci.layer;

/** How a tar says that something below is hidden. */
public enum Whiteouts {
  /** Files named {@code .wh.NAME} and {@code .wh..wh..opq} (image-spec, layer.md, "Whiteouts"). */
  OCI,
  /** Overlayfs as root mounts it: devices 0:0 and {@code trusted.overlay.opaque}. */
  OVERLAY_TRUSTED,
  /** Overlayfs mounted with {@code userxattr}: devices 0:0 and {@code user.overlay.opaque}. */
  OVERLAY_USER
}
