package org.repo2oci.build;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.repo2oci.debian.Feature;
import org.repo2oci.debian.VendorDeb;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.image.Platform;
import org.repo2oci.lock.Rstudio;
import org.repo2oci.pypi.index.IndexUrls;
import org.repo2oci.pypi.resolve.ServerSet;
import org.repo2oci.store.StoredBlob;

/**
 * Decides the RStudio of an image with R. The package must be there before anything else is locked:
 * only it says what it depends on.
 */
final class RstudioLocking {
  /** Of a URL without a digest: what came from there first. */
  private static final String KIND = "rstudio-url";

  private static final String WITHOUT = "The image is built without RStudio: ";

  private final Workshop workshop;
  private final RstudioRequest request;
  private final Platform platform;
  private final RstudioDefinition definition;

  RstudioLocking(
      Workshop workshop, RstudioRequest request, Platform platform, RstudioDefinition definition) {
    this.workshop = workshop;
    this.request = request;
    this.platform = platform;
    this.definition = definition;
  }

  /**
   * What was decided, and what the image gets for it.
   *
   * @param rstudio empty for an image without R
   * @param depends Debian packages, each with its alternatives joined by {@code |}
   */
  record Chosen(Optional<Rstudio> rstudio, List<String> depends) {
    Chosen {
      depends = List.copyOf(depends);
    }

    List<Feature> features() {
      return depends.isEmpty()
          ? List.of()
          : List.of(new Feature(RstudioDefinition.NAME, depends, new TreeMap<>()));
    }

    /** Changes with what is in the image, wherever it comes from. */
    String identity() {
      return rstudio
          .map(one ->
              switch (one) {
                case Rstudio.Present present -> present.sha256().toString();
                case Rstudio.Missing _ -> "none";
              })
          .orElse("");
    }

    private boolean isPresent() {
      return rstudio.filter(Rstudio.Present.class::isInstance).isPresent();
    }
  }

  /** What the server's environment gets beside others. */
  ServerSet with(ServerSet server, Chosen chosen) {
    if (!chosen.isPresent()) {
      return server;
    }
    SortedMap<String, String> preferences = new TreeMap<>(server.preferences());
    preferences.putAll(definition.preferences());
    return new ServerSet(
        Stream.concat(server.requirements().stream(), definition.python().stream()).toList(),
        preferences,
        server.exclusions());
  }

  /**
   * Decides.
   *
   * @param r whether the image has R
   * @throws BuildFailure where the package that the user named cannot be had or used
   */
  Chosen choose(boolean r) throws IOException, InterruptedException {
    if (!r) {
      return new Chosen(Optional.empty(), List.of());
    }
    return switch (request) {
      case RstudioRequest.None _ -> missing("it was asked for none");
      case RstudioRequest.Given(URI deb, var sha256) -> given(deb, sha256);
      case RstudioRequest.Usual _ -> usual();
    };
  }

  private Chosen usual() throws IOException, InterruptedException {
    RstudioDefinition.Deb deb = definition.debs().get(platform.toString());
    if (deb == null) {
      return warned("there is none for `%s`".formatted(platform));
    }
    StoredBlob archive;
    try {
      archive = fetch("RStudio " + deb.version(), deb.url(), Optional.of(deb.sha256()));
    } catch (BuildFailure e) {
      return warned(e.message());
    }
    return present(deb.url(), deb.sha256(), archive);
  }

  private Chosen given(URI deb, Optional<Digest> sha256) throws IOException, InterruptedException {
    StoredBlob archive = fetch("RStudio", deb, sha256);
    return present(deb, archive.digest(), archive);
  }

  private Chosen present(URI url, Digest sha256, StoredBlob archive) {
    VendorDeb deb = VendorDeb.read(archive.file(), url.toString());
    String wanted = platform.architecture();
    if (!deb.architecture().equals(wanted) && !deb.architecture().equals("all")) {
      throw BuildFailure.input(
              "Cannot use the RStudio `%s`: it is for `%s`, not for `%s`"
                  .formatted(url, deb.architecture(), wanted))
          .withHint("Give one for `%s`, or `--rstudio-deb none`".formatted(wanted));
    }
    workshop.events().accept(new BuildEvent.Noted(Stage.RESOLVE, "Using RStudio " + deb.version()));
    List<String> depends =
        deb.depends().stream()
            .filter(relation ->
                Stream.of(relation.split(" \\| ", -1)).noneMatch(definition.leaveOut()::contains))
            .toList();
    return new Chosen(
        Optional.of(new Rstudio.Present(deb.version(), shown(url), archive.size(), sha256)),
        depends);
  }

  /** Paths of this machine are nobody's business. */
  private static String shown(URI url) {
    return url.getScheme().equals("file") ? "" : IndexUrls.withoutLogin(url.toString());
  }

  private Chosen warned(String reason) {
    workshop.events().accept(new BuildEvent.Warned(WITHOUT + reason));
    return missing(reason);
  }

  private static Chosen missing(String reason) {
    return new Chosen(Optional.of(new Rstudio.Missing(reason)), List.of());
  }

  private StoredBlob fetch(String name, URI url, Optional<Digest> sha256)
      throws IOException, InterruptedException {
    return new VendorDownload(workshop, KIND).get(name, url, sha256);
  }
}
