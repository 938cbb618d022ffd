package org.repo2oci.build;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.repo2oci.buildpack.Environment;
import org.repo2oci.buildpack.RWish;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.cran.RDefinition;
import org.repo2oci.debian.Feature;
import org.repo2oci.debian.LockedDeb;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.lock.Base;
import org.repo2oci.lock.CondaEnvironment;
import org.repo2oci.lock.REnvironment;
import org.repo2oci.repository.Checkout;

/** Decides the R of an image and its packages. */
final class RLocking {
  private static final String DEBIAN_R = "r-base-core";
  private static final String CONDA_R = "r-base";

  private final Workshop workshop;
  private final RDefinition definition;

  RLocking(Workshop workshop, RDefinition definition) {
    this.workshop = workshop;
    this.definition = definition;
  }

  /** The Debian packages that the wish needs. */
  List<Feature> features(Environment environment) {
    return environment.r().filter(wish -> !wish.ofConda()).isPresent()
        ? List.of(definition.feature())
        : List.of();
  }

  /** Everything that the choice depends on, but for what the repositories have. */
  String identity(Environment environment, Checkout checkout) {
    return environment.r().map(RWish::toString).orElse("");
  }

  /** Decides; empty for an image without R. */
  Optional<REnvironment> choose(
      Environment environment, Checkout checkout, Base base, List<CondaEnvironment> conda) {
    return environment.r().map(wish -> choose(wish, base, conda));
  }

  private REnvironment choose(RWish wish, Base base, List<CondaEnvironment> conda) {
    Optional<CondaEnvironment> own =
        conda.stream().filter(one -> wish.ofConda() && one.named(CONDA_R).isPresent()).findFirst();
    if (own.isPresent()) {
      LockedConda locked = own.get().named(CONDA_R).orElseThrow();
      return environment(
          REnvironment.Origin.CONDA, locked.record().version(), own.get().prefix() + "/lib/R");
    }
    return environment(REnvironment.Origin.DEBIAN, version(base), definition.home());
  }

  private REnvironment environment(REnvironment.Origin origin, String version, String home) {
    note("Using R %s".formatted(version));
    return new REnvironment(
        origin, version, home, definition.library(), new TreeMap<>(), List.of());
  }

  /** The version of the distribution's R. */
  private static String version(Base base) {
    return switch (base) {
      case Base.Debian(var packages) ->
          packages.packages().stream()
              .filter(deb -> deb.name().equals(DEBIAN_R))
              .map(LockedDeb::version)
              .map(RLocking::upstream)
              .findFirst()
              .orElse("");
      case Base.Image image ->
          image.apt().packages().stream()
              .map(deb -> deb.name().split("_", -1))
              .filter(parts -> parts.length > 1 && parts[0].equals(DEBIAN_R))
              .map(parts -> upstream(parts[1]))
              .findFirst()
              .orElse("");
    };
  }

  private static String upstream(String version) {
    return version.replaceFirst("^[0-9]+(?::|%3a)", "").replaceFirst("[-+~].*", "");
  }

  private void note(String message) {
    workshop.events().accept(new BuildEvent.Noted(Stage.RESOLVE, message));
  }
}
