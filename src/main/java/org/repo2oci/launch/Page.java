package org.repo2oci.launch;

import java.net.URI;

/** A page of a running server, such as JupyterLab, with the token that it asks for. */
public record Page(String name, URI address) {}
