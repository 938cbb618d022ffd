package org.repo2oci.plan;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a component lies in the image, bottom first: by how seldom it changes. A node keeps
 * unpacked layers by chain, so that a layer that changes costs every layer above it.
 */
public enum Stratum {
  /** The base's packages, or the layers of a base image. */
  BASE(1),
  /** What the base's maintainer scripts made. */
  BASE_CONFIGURED(1),
  /** The virtual environment and its pip, or conda's Python and all that it needs. */
  RUNTIME(1),
  /** Our settings, entrypoint and profile scripts. */
  SETTINGS(1),
  /** Packages of the pinned Jupyter set, in the pinned version: the same in every image. */
  SERVER(4),
  /** Debian packages that buildpacks name, such as those of R, and what their scripts made. */
  FEATURES(1),
  /** An R that is not the distribution's, unpacked. */
  R_BUILD(1),
  /** RStudio, unpacked. */
  RSTUDIO(1),
  /** Debian packages that the user names. */
  APT(1),
  /** What the scripts of those made. */
  APT_CONFIGURED(1),
  /** The user's packages, and those of ours that the user's list moved to another version. */
  PACKAGES(8),
  /** Paths that several conda packages have. */
  SHARED(1),
  /** What scripts of conda packages made. */
  POST_LINK(1),
  /** Settings of R. */
  R(1),
  /** R packages. */
  R_PACKAGES(6),
  /** What install.R made. */
  R_SCRIPT(1),
  /** The lock itself. */
  LOCK(1),
  /** The repository's files. */
  REPOSITORY(1),
  /** What programs of the user's own made, one layer for each. */
  STEPS(1);

  private final int buckets;

  Stratum(int buckets) {
    this.buckets = buckets;
  }

  /** For people and annotations, such as {@code base configured}. */
  public String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The stratum of this title. */
  public static Optional<Stratum> titled(String title) {
    return Arrays.stream(values()).filter(one -> one.title().equals(title)).findFirst();
  }

  /**
   * Whether a later image may have some of a layer's components without the others. All other
   * layers stay as they are, or are made anew.
   */
  boolean isOfComponents() {
    return this == SERVER || this == PACKAGES || this == R_PACKAGES || this == LOCK;
  }

  /** Whether what was run for it may have looked at anything below. */
  boolean isMadeOfAllBelow() {
    return this == SHARED || this == POST_LINK || this == R_SCRIPT || this == STEPS;
  }

  /**
   * Whether a layer's contents have to be known for anything to be laid upon it; others are made by
   * programs, or have nothing where packages lie.
   */
  public boolean isWrittenDown() {
    return switch (this) {
      case RUNTIME, SETTINGS, SERVER, PACKAGES, SHARED, R, R_PACKAGES, LOCK, REPOSITORY -> true;
      case BASE,
          BASE_CONFIGURED,
          FEATURES,
          R_BUILD,
          RSTUDIO,
          APT,
          APT_CONFIGURED,
          POST_LINK,
          R_SCRIPT,
          STEPS ->
          false;
    };
  }

  /** In how many layers the components that have none of their own are shared out. */
  int buckets() {
    return buckets;
  }

  /** Whether a large component gets a layer of its own here. */
  boolean hasSingles() {
    return switch (this) {
      case SERVER, R_BUILD, RSTUDIO, PACKAGES, R_PACKAGES -> true;
      case BASE,
          BASE_CONFIGURED,
          RUNTIME,
          SETTINGS,
          FEATURES,
          APT,
          APT_CONFIGURED,
          SHARED,
          POST_LINK,
          R,
          R_SCRIPT,
          LOCK,
          REPOSITORY,
          STEPS ->
          false;
    };
  }
}
