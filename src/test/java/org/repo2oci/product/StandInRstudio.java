package org.repo2oci.product;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A package that looks like RStudio Server's to a build, with a stand-in for its server. What it
 * depends on is written as the real one writes it.
 */
final class StandInRstudio {
  private static final String CONTROL =
      """
      Package: rstudio-server
      Version: 2026.07.1+147
      Architecture: amd64
      Maintainer: Nobody <nobody@example.org>
      Depends: libc6 (>= 2.7), libclang-dev, libedit2, libpq5,
       libssl1.0.0 | libssl1.0.2 | libssl1.1 | libssl3, lsb-release, psmisc, sudo
      Recommends: r-base (>= 2.11.1)
      Description: a stand-in
      """;

  private StandInRstudio() {}

  /**
   * Builds and pushes an image with Python, R and the stand-in; the second time it is there.
   *
   * @param folder for files of the test
   * @param name in a registry
   */
  static void push(Path folder, String name) throws Exception {
    Path repository = Files.createDirectories(folder.resolve("python-and-r"));
    Files.writeString(repository.resolve("requirements.txt"), "six==1.17.0\n");
    Files.writeString(
        repository.resolve("install.R"), "stopifnot(requireNamespace(\"jsonlite\"))\n");
    Product.run(
            "build",
            repository.toString(),
            "-t",
            name,
            "--push",
            "--rstudio-deb",
            make(folder).toString(),
            "--default-url",
            "/rstudio")
        .succeeded();
  }

  /** Makes the package with dpkg's own program. */
  static Path make(Path folder) throws Exception {
    assumeTrue(Command.exists("dpkg-deb"), "`dpkg-deb` is not installed");
    Path root = Files.createDirectories(folder.resolve("rstudio-server"));
    Path programs = Files.createDirectories(root.resolve("usr/lib/rstudio-server/bin"));
    Path server =
        Files.copy(
            Path.of("src/test/resources/org/repo2oci/product/rserver"),
            programs.resolve("rserver"));
    Command.of("chmod", "755", server.toString()).run().succeeded();
    Path service = Files.createDirectories(root.resolve("lib/systemd/system"));
    Files.writeString(service.resolve("rstudio-server.service"), "[Unit]\n");
    Path control = Files.createDirectories(root.resolve("DEBIAN"));
    Files.writeString(control.resolve("control"), CONTROL);
    Path script = Files.writeString(control.resolve("postinst"), "#!/bin/sh\nexit 1\n");
    Command.of("chmod", "755", script.toString()).run().succeeded();
    Path deb = folder.resolve("rstudio-server.deb");
    // The same bytes each time, so that the store knows the image again.
    Command.of("dpkg-deb", "--root-owner-group", "--build", root.toString(), deb.toString())
        .with("SOURCE_DATE_EPOCH", "1700000000")
        .run()
        .succeeded();
    return deb;
  }
}
