package org.repo2oci.output;

import java.nio.file.Path;

/** Where an image is written to. */
public sealed interface Destination {
  /** As the user names it. */
  String title();

  /** An OCI image layout in a folder, which may hold other images already. */
  record OciLayout(Path folder) implements Destination {
    @Override
    public String title() {
      return "oci:" + folder;
    }
  }

  /** An OCI image layout in a tar. */
  record OciArchive(Path file) implements Destination {
    @Override
    public String title() {
      return "oci-archive:" + file;
    }
  }

  /** A tar that {@code docker load} reads. */
  record DockerArchive(Path file) implements Destination {
    @Override
    public String title() {
      return "docker-archive:" + file;
    }
  }
}
