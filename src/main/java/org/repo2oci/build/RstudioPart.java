package org.repo2oci.build;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.repo2oci.debian.Exclusions;
import org.repo2oci.debian.VendorDeb;
import org.repo2oci.filetree.Content;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;
import org.repo2oci.lock.REnvironment;
import org.repo2oci.lock.Rstudio;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.Stratum;
import org.repo2oci.store.Scratch;
import org.repo2oci.store.StoredBlob;

/** RStudio Server, unpacked, and what it is told of the image's R. */
final class RstudioPart implements AutoCloseable {
  private static final String TITLE = "RStudio";
  private static final String FORMAT = "rstudio 1";

  /** Folders of a system, such as {@code usr/lib}, have fewer names. */
  private static final int OWN_DEPTH = 3;

  private final Workshop workshop;
  private final RstudioRequest request;
  private final Rstudio.Present rstudio;
  private final Exclusions exclude;
  private final Prefixes prefixes;
  private final Scratch scratch;

  RstudioPart(
      Workshop workshop,
      RstudioRequest request,
      Rstudio.Present rstudio,
      Exclusions exclude,
      Prefixes prefixes)
      throws IOException {
    this.workshop = workshop;
    this.request = request;
    this.rstudio = rstudio;
    this.exclude = exclude;
    this.prefixes = prefixes;
    this.scratch = workshop.store().newScratch();
  }

  /**
   * Its parts.
   *
   * @param r the image's
   */
  List<Part> parts(REnvironment r) {
    Component program =
        new Component(
            Stratum.RSTUDIO,
            TITLE,
            rstudio.version(),
            rstudio.size(),
            List.of(FORMAT, rstudio.sha256().toString(), exclude.toString()));
    return List.of(new Part(program, this::program), settings(r));
  }

  private FileTree program() throws IOException, InterruptedException {
    FileTree files = VendorDeb.files(archive().file(), TITLE, scratch.directory(), exclude);
    FileTree.Builder own = FileTree.builder();
    files.forEach((path, node) -> {
      // The base has the folders of a system, with attributes that are right.
      if (!(node instanceof Node.Directory) || path.split("/", -1).length >= OWN_DEPTH) {
        own.put(path, node);
      }
    });
    return prefixes.withFolders(own.build());
  }

  private StoredBlob archive() throws IOException, InterruptedException {
    Optional<URI> given =
        request instanceof RstudioRequest.Given one ? Optional.of(one.deb()) : Optional.empty();
    return new LockedVendorPackage(
            TITLE + " " + rstudio.version(),
            rstudio.sha256(),
            rstudio.size(),
            given,
            rstudio.url(),
            "--rstudio-deb")
        .archive(workshop);
  }

  private Part settings(REnvironment r) {
    // Nobody but Jupyter's proxy starts it, which says where it listens and that it asks nobody.
    String server = "rsession-which-r=%s/bin/R\n".formatted(r.home());
    if (r.origin() == REnvironment.Origin.CONDA) {
      // Its packages are linked to the environment's libraries, of which the system may have older
      // ones.
      server += "rsession-ld-library-path=%s\n".formatted(r.home().replaceFirst("/R$", ""));
    }
    StringBuilder session = new StringBuilder("r-libs-user=" + r.library() + "\n");
    Optional.ofNullable(r.repositories().get("CRAN"))
        .or(() -> r.repositories().values().stream().findFirst())
        .ifPresent(url -> session.append("r-cran-repos=").append(url).append('\n'));
    String logging = "[*]\nlog-level=info\nlogger-type=stderr\n";
    FileTree tree =
        prefixes.withFolders(
            FileTree.builder()
                .put("etc/rstudio/rserver.conf", file("etc/rstudio/rserver.conf", server))
                .put("etc/rstudio/rsession.conf", file("etc/rstudio/rsession.conf", session))
                .put("etc/rstudio/logging.conf", file("etc/rstudio/logging.conf", logging))
                .build());
    String text = server + session + logging;
    return new Part(
        new Component(
            Stratum.R,
            "RStudio settings",
            "",
            1 << 10,
            List.of(Digest.of(text.getBytes(StandardCharsets.UTF_8)).toString())),
        () -> tree);
  }

  private Node file(String path, CharSequence text) {
    return new Node.RegularFile(
        prefixes.owned(path, 0644, Prefixes.NO_TIME),
        Content.of(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void close() throws IOException {
    scratch.close();
  }
}
