package org.repo2oci.build;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.repo2oci.debian.Exclusions;
import org.repo2oci.debian.VendorDeb;
import org.repo2oci.filetree.FileTree;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;
import org.repo2oci.lock.RBuild;
import org.repo2oci.lock.REnvironment;
import org.repo2oci.plan.Component;
import org.repo2oci.plan.Stratum;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.store.Scratch;
import org.repo2oci.store.StoredBlob;

/**
 * An R that was built for the distribution, unpacked.
 *
 * @param build what is unpacked
 */
record RBuildFiles(
    Workshop workshop, RBuildRequest request, RBuild build, String version, Prefixes prefixes) {
  private static final String FORMAT = "r build 1";
  private static final List<String> PROGRAMS = List.of("R", "Rscript");

  /** Empty where the image's R is another. */
  static Optional<RBuildFiles> of(
      Workshop workshop, BuildRequest request, REnvironment r, Prefixes prefixes) {
    return r.build()
        .map(
            build -> new RBuildFiles(workshop, request.r().builds(), build, r.version(), prefixes));
  }

  /** Changes with the files. */
  Digest key() {
    return Digest.of(
        (FORMAT + " " + build.sha256()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** Names of shared libraries that it brings. Its package is read for that, where it is here. */
  Set<String> libraries() throws IOException {
    Optional<StoredBlob> archive = workshop.store().blob(build.sha256());
    return archive.isPresent()
        ? RBuildFacts.of(workshop.store(), archive.get(), "R " + version).libraries()
        : Set.of();
  }

  /**
   * For an image.
   *
   * @param scratch open until the part is made
   */
  Part part(Scratch scratch) {
    return new Part(
        new Component(
            Stratum.R_BUILD,
            "R",
            version,
            build.size(),
            List.of(FORMAT, build.sha256().toString(), version)),
        () -> files(scratch.directory()));
  }

  /** For a sandbox. */
  RootLayer layer() throws IOException, InterruptedException {
    try (Scratch scratch = workshop.store().newScratch()) {
      Path archive = archive().file();
      return workshop.sandbox().materialise(key(), () -> files(archive, scratch.directory()));
    }
  }

  private FileTree files(Path scratch) throws IOException, InterruptedException {
    return files(archive().file(), scratch);
  }

  private FileTree files(Path archive, Path scratch) throws IOException {
    String folder = RBuildFacts.folder(version);
    FileTree.Builder own = FileTree.builder();
    VendorDeb.files(archive, "R " + version, scratch, new Exclusions(List.of(), List.of()))
        .forEach((path, node) -> {
          if (path.startsWith(folder.substring(1))) {
            own.put(path, node);
          }
        });
    for (String program : PROGRAMS) {
      String link = "usr/local/bin/" + program;
      own.put(
          link,
          new Node.SymbolicLink(
              prefixes.owned(link, 0777, Prefixes.NO_TIME), folder + "/bin/" + program));
    }
    return prefixes.withFolders(own.build());
  }

  private StoredBlob archive() throws IOException, InterruptedException {
    Optional<URI> given =
        request instanceof RBuildRequest.Given one && !one.isPattern()
            ? Optional.of(URI.create(one.place()))
            : Optional.empty();
    return new LockedVendorPackage(
            "R " + version, build.sha256(), build.size(), given, build.url(), "--r-builds")
        .archive(workshop);
  }
}
