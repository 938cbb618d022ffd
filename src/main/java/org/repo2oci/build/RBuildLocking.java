package org.repo2oci.build;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.repo2oci.buildpack.Environment;
import org.repo2oci.buildpack.RWish;
import org.repo2oci.cran.RBuilds;
import org.repo2oci.cran.RDefinition;
import org.repo2oci.debian.VendorDeb;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.lock.Lock;
import org.repo2oci.lock.RBuild;
import org.repo2oci.pypi.index.IndexUrls;
import org.repo2oci.repository.Checkout;
import org.repo2oci.store.StoredBlob;

/**
 * Decides whether an image has an R that the distribution has not. Its package must be there before
 * anything else is locked: only it says what it depends on.
 */
final class RBuildLocking {
  /** Of a URL: what came from there first. */
  private static final String KIND = "r-build-url";

  private final Workshop workshop;
  private final RBuildRequest request;
  private final String suite;
  private final String architecture;
  private final RDefinition definition;

  /**
   * @param suite of Debian
   * @param architecture as Debian calls it
   */
  RBuildLocking(
      Workshop workshop,
      RBuildRequest request,
      String suite,
      String architecture,
      RDefinition definition) {
    this.workshop = workshop;
    this.request = request;
    this.suite = suite;
    this.architecture = architecture;
    this.definition = definition;
  }

  /**
   * An R that was found.
   *
   * @param depends Debian packages that an image gets for it, alternatives joined by {@code |}
   */
  record Found(RBuild build, RBuildFacts facts, List<String> depends) {
    Found {
      depends = List.copyOf(depends);
    }
  }

  /**
   * Decides.
   *
   * @param before a lock whose digests hold
   * @return empty for the distribution's R, conda's, that of a base image, or none
   * @throws BuildFailure where an R that is needed cannot be had
   */
  Optional<Found> choose(Environment environment, Checkout checkout, Optional<Lock> before)
      throws IOException, InterruptedException {
    Optional<RWish> wish = environment.r().filter(one -> !one.ofConda());
    return wish.isEmpty()
        ? Optional.empty()
        : choose(WantedR.of(wish.get(), checkout, definition), before);
  }

  /**
   * Decides.
   *
   * @param wanted empty where the distribution's will do
   */
  Optional<Found> choose(Optional<WantedR> wanted, Optional<Lock> before)
      throws IOException, InterruptedException {
    return switch (request) {
      case RBuildRequest.Given given when !given.isPattern() ->
          Optional.of(only(given, wanted, before));
      case RBuildRequest.Given given -> {
        if (wanted.isEmpty()) {
          yield Optional.empty();
        }
        yield Optional.of(
            found(
                "R " + inFull(wanted.get()),
                URI.create(place(given.place(), inFull(wanted.get()))),
                given.sha256(),
                before));
      }
      case RBuildRequest.None _ -> instead(wanted, "no other was to be used");
      case RBuildRequest.Usual _ ->
          wanted.isEmpty() ? Optional.empty() : usual(wanted.get(), before);
    };
  }

  private Optional<Found> usual(WantedR wanted, Optional<Lock> before)
      throws IOException, InterruptedException {
    RBuilds builds = definition.builds();
    Optional<String> version = builds.inFull(wanted.version());
    if (version.isEmpty() || !builds.systems().containsKey(suite)) {
      return instead(
          Optional.of(wanted), "no build of it for Debian's `%s` is known".formatted(suite));
    }
    URI url = URI.create(place(builds.url(), version.get()));
    if (digest(url, before).isPresent()) {
      // Once it was had, another R is a failure and no way out.
      return Optional.of(found("R " + version.get(), url, Optional.empty(), before));
    }
    try {
      return Optional.of(found("R " + version.get(), url, Optional.empty(), before));
    } catch (BuildFailure e) {
      return instead(Optional.of(wanted), e.message());
    }
  }

  /** The one package that the user gave, whether a version is asked for or not. */
  private Found only(RBuildRequest.Given given, Optional<WantedR> wanted, Optional<Lock> before)
      throws IOException, InterruptedException {
    Found found = found("R", URI.create(place(given.place(), "")), given.sha256(), before);
    String version = found.facts().version();
    wanted
        .filter(one -> !(version + ".").startsWith(one.version() + "."))
        .ifPresent(one -> warn(one.warning(version, "that is what `--r-builds` gives")));
    return found;
  }

  /** The distribution's R, where that will do. */
  private Optional<Found> instead(Optional<WantedR> wanted, String reason) {
    if (wanted.isPresent()) {
      if (wanted.get().needed()) {
        throw wanted.get().missing(definition.version(), reason);
      }
      warn(wanted.get().warning(definition.version(), reason));
    }
    return Optional.empty();
  }

  private String inFull(WantedR wanted) {
    return definition
        .builds()
        .inFull(wanted.version())
        .orElseThrow(
            () -> wanted.missing(definition.version(), "no version `x.y.z` of it is known"));
  }

  private String place(String pattern, String version) {
    return pattern
        .replace(RBuildRequest.VERSION, version)
        .replace("{system}", definition.builds().systems().getOrDefault(suite, ""))
        .replace("{architecture}", architecture);
  }

  private Optional<Digest> digest(URI url, Optional<Lock> before) {
    return before
        .flatMap(Lock::r)
        .flatMap(r -> r.build())
        .filter(build -> build.url().equals(shown(url)) && !build.url().isEmpty())
        .map(RBuild::sha256)
        .or(() -> new VendorDownload(workshop, KIND).first(url));
  }

  private Found found(String name, URI url, Optional<Digest> sha256, Optional<Lock> before)
      throws IOException, InterruptedException {
    StoredBlob archive =
        new VendorDownload(workshop, KIND).get(name, url, sha256.or(() -> digest(url, before)));
    VendorDeb deb = VendorDeb.read(archive.file(), url.toString());
    if (!deb.architecture().equals(architecture)) {
      throw BuildFailure.input(
              "Cannot use the R of `%s`: it is for `%s`, not for `%s`"
                  .formatted(url, deb.architecture(), architecture))
          .withHint("Give one for `%s` with `--r-builds`".formatted(architecture));
    }
    RBuildFacts facts = RBuildFacts.of(workshop.store(), archive, url.toString());
    return new Found(
        new RBuild(shown(url), archive.size(), archive.digest()),
        facts,
        definition.builds().inImages(deb.depends()));
  }

  /** Paths of this machine are nobody's business. */
  private static String shown(URI url) {
    return url.getScheme().equals("file") ? "" : IndexUrls.withoutLogin(url.toString());
  }

  private void warn(String text) {
    workshop.events().accept(new BuildEvent.Warned(text));
  }
}
