package org.repo2oci.baseimage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.repo2oci.failure.BuildFailure;

/** Looks for what an environment and its server need of a base, and says what is missing. */
final class FactsReader {
  private static final String ENGLISH = "en_US.UTF-8";

  /** Part of every glibc; what has no translations still has the encoding. */
  private static final String PLAIN = "C.UTF-8";

  /** What builds from source are done with reads TOML by itself since then. */
  private static final int BUILDS_SINCE = 11;

  private static final List<String> BUNDLES =
      List.of(
          "etc/ssl/certs/ca-certificates.crt",
          "etc/pki/tls/certs/ca-bundle.crt",
          "etc/ssl/ca-bundle.pem",
          "etc/ssl/cert.pem");

  private final ImageTree files;
  private final String image;

  FactsReader(ImageTree files, String image) {
    this.files = files;
    this.image = image;
  }

  BaseFacts read() throws IOException {
    DpkgStatus packages = DpkgStatus.read(files);
    String glibc = new CLibrary(files, packages, image).version();
    if (!files.isFile("bin/bash")) {
      throw BuildFailure.input("Cannot build upon `%s`: it has no `/bin/bash`".formatted(image))
          .withHint("Images are started by a script for bash; add it to the base image");
    }
    InstalledPython python = new PythonSearch(files, packages, image).find();
    List<String> warnings = new ArrayList<>();
    if (BUNDLES.stream().noneMatch(files::isFile)) {
      warnings.add(
          "The base image `%s` has no CA certificates: programs in the image reach no https server"
              .formatted(image));
    }
    return new BaseFacts(
        python.interpreter(), python.version(), glibc, locale(), compilers(python), warnings);
  }

  private String locale() throws IOException {
    boolean folder = files.exists("usr/lib/locale/en_US.utf8");
    boolean archive =
        files
            .text("usr/lib/locale/locale-archive")
            .filter(t -> t.contains("en_US.utf8"))
            .isPresent();
    return folder || archive ? ENGLISH : PLAIN;
  }

  private boolean compilers(InstalledPython python) {
    boolean compiler = files.isFile("usr/bin/gcc") || files.isFile("usr/local/bin/gcc");
    return compiler && python.minor() >= BUILDS_SINCE && files.isFile(python.header("Python.h"));
  }
}
