package org.repo2oci.cli.application;

import java.net.URI;
import java.util.List;

/**
 * A server that answers.
 *
 * @param links the first one is what {@code --open} opens
 */
public record RunningServer(List<Link> links) {
  /** A page, such as JupyterLab, with the token that it asks for. */
  public record Link(String name, URI address) {}

  public RunningServer {
    links = List.copyOf(links);
  }
}
