package org.repo2oci.product;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** A repository of small R packages, sources without compiled code, on loopback. */
final class SmallCran implements AutoCloseable {
  private final Path folder;
  private final HttpServer server;
  private final StringBuilder index = new StringBuilder();

  private SmallCran(Path folder, HttpServer server) {
    this.folder = folder;
    this.server = server;
  }

  /** An empty one in a folder of its own. */
  static SmallCran start(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("src/contrib"));
    HttpServer server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            folder.toRealPath(),
            SimpleFileServer.OutputLevel.NONE);
    server.start();
    return new SmallCran(folder, server);
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** Adds a package with a function of its own name, which gives it. */
  SmallCran with(String name, String fields) throws Exception {
    Path place = Files.createDirectories(folder.resolve("made").resolve(name));
    String description =
        """
        Package: %s
        Version: 1.0
        Title: T
        Description: D.
        License: GPL-3
        Author: A
        Maintainer: A <a@example.org>
        """
                .formatted(name)
            + fields;
    Files.writeString(place.resolve("DESCRIPTION"), description);
    Files.writeString(place.resolve("NAMESPACE"), "export(%s)\n".formatted(name));
    Files.createDirectories(place.resolve("R"));
    Files.writeString(place.resolve("R/f.R"), "%1$s <- function() '%1$s'\n".formatted(name));
    Path archive = folder.resolve("src/contrib/%s_1.0.tar.gz".formatted(name));
    Command.of("tar", "-czf", archive.toString(), "-C", folder.resolve("made").toString(), name)
        .run()
        .succeeded();
    index.append(description).append('\n');
    Files.writeString(folder.resolve("src/contrib/PACKAGES"), index.toString());
    return this;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
