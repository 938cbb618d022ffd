package org.repo2oci.launch;

import java.util.List;

/**
 * Which ports of an image are reached from this machine, or from others.
 *
 * @param ports those that were named
 * @param all also those that the image names
 */
public record Publishing(List<PublishedPort> ports, boolean all) {
  public Publishing {
    ports = List.copyOf(ports);
  }

  public static Publishing none() {
    return new Publishing(List.of(), false);
  }

  boolean isNone() {
    return ports.isEmpty() && !all;
  }

  /** Where the image's own server is, if one port says so: the only one, of TCP. */
  boolean isOfServer() {
    return ports.size() == 1 && !ports.getFirst().isUdp();
  }

  Publishing withoutPorts() {
    return new Publishing(List.of(), all);
  }
}
