package org.repo2oci.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.repo2oci.buildpack.Environment;
import org.repo2oci.buildpack.RWish;
import org.repo2oci.conda.LockedConda;
import org.repo2oci.cran.LockedR;
import org.repo2oci.cran.RDefinition;
import org.repo2oci.cran.RVersion;
import org.repo2oci.cran.index.CranIndex;
import org.repo2oci.cran.resolve.ArchiveReader;
import org.repo2oci.cran.resolve.RResolver;
import org.repo2oci.cran.resolve.Wanted;
import org.repo2oci.cran.spec.DescriptionFile;
import org.repo2oci.cran.spec.InstallScript;
import org.repo2oci.cran.spec.RDependency;
import org.repo2oci.cran.spec.RProfile;
import org.repo2oci.cran.spec.RenvLock;
import org.repo2oci.debian.Feature;
import org.repo2oci.debian.LockedDeb;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.image.Digest;
import org.repo2oci.lock.Base;
import org.repo2oci.lock.CondaEnvironment;
import org.repo2oci.lock.REnvironment;
import org.repo2oci.repository.Checkout;

/** Decides the R of an image and its packages. */
final class RLocking {
  private static final String CRAN = "CRAN";
  private static final String DEBIAN_R = "r-base-core";
  private static final String DEBIAN_PACKAGE = "r-cran-";
  private static final String DEBIAN_PROFILE = "etc/R/Rprofile.site";
  private static final String CONDA_R = "r-base";
  private static final String CONDA_KERNEL = "r-irkernel";
  private static final int LARGEST_LOCK = 32 << 20;

  private final Workshop workshop;
  private final BuildRequest request;
  private final Bases bases;
  private final RDefinition definition;

  RLocking(Workshop workshop, BuildRequest request, Bases bases, RDefinition definition) {
    this.workshop = workshop;
    this.request = request;
    this.bases = bases;
    this.definition = definition;
  }

  /** The Debian packages that the wish needs. */
  List<Feature> features(Environment environment, Optional<RBuildLocking.Found> build) {
    if (environment.r().filter(wish -> !wish.ofConda()).isEmpty()) {
      return List.of();
    }
    return List.of(
        build.map(found -> definition.feature(found.depends())).orElseGet(definition::feature));
  }

  /** Everything that the choice depends on, but for what the repositories have. */
  String identity(Environment environment, Checkout checkout, Optional<RBuildLocking.Found> build) {
    if (environment.r().isEmpty()) {
      return "";
    }
    RWish wish = environment.r().get();
    StringBuilder text = new StringBuilder("r 1\n").append(wish).append('\n');
    request
        .r()
        .mirror()
        .map(RLocking::withoutLogin)
        .ifPresent(url -> text.append(url).append('\n'));
    build.ifPresent(found -> text.append(found.build()).append('\n'));
    List.of(wish.script(), wish.description(), wish.renvLock()).stream()
        .flatMap(Optional::stream)
        .forEach(file -> text.append(file).append(' ').append(Digest.of(read(checkout, file))));
    return text.toString();
  }

  private static byte[] read(Checkout checkout, String file) {
    return checkout.source().read(file, LARGEST_LOCK);
  }

  /**
   * Decides; empty for an image without R.
   *
   * @param before of an earlier lock, whose archives need not be read again
   */
  Optional<REnvironment> choose(
      Environment environment,
      Checkout checkout,
      Base base,
      List<CondaEnvironment> conda,
      Optional<RBuildLocking.Found> build,
      Optional<REnvironment> before)
      throws IOException, InterruptedException {
    if (environment.r().isEmpty()) {
      return Optional.empty();
    }
    RWish wish = environment.r().get();
    Optional<CondaEnvironment> own =
        conda.stream().filter(one -> wish.ofConda() && one.named(CONDA_R).isPresent()).findFirst();
    if (wish.ofConda() && own.isEmpty()) {
      return withoutR(wish);
    }
    if (own.isPresent()) {
      if (own.get().named(CONDA_KERNEL).isEmpty()) {
        warn(
            "R is in the image, and no notebook can use it: the conda environment has no `%s`"
                .formatted(CONDA_KERNEL));
      }
      LockedConda locked = own.get().named(CONDA_R).orElseThrow();
      String home = own.get().prefix() + "/lib/R";
      return Optional.of(
          new REnvironment(
              REnvironment.Origin.CONDA,
              locked.record().version(),
              home,
              definition.library(),
              repositories(wish, checkout, locked.record().version()),
              List.of()));
    }
    if (build.isPresent()) {
      return Optional.of(ofBuild(build.get(), wish, checkout, base, before));
    }
    String version = version(base);
    if (base instanceof Base.Image) {
      wish.version().ifPresent(wanted -> requireVersion(wanted, version));
    }
    note("Using R %s".formatted(version.isEmpty() ? "of the base image" : version));
    return Optional.of(
        switch (base) {
          case Base.Debian(var packages) -> {
            SortedMap<String, String> known = repositories(wish, checkout, version);
            boolean soft = known.isEmpty();
            SortedMap<String, String> asked = soft ? distributors(base) : known;
            yield new REnvironment(
                REnvironment.Origin.DEBIAN,
                version,
                definition.home(),
                definition.library(),
                known,
                packages(
                    wanted(wish, checkout),
                    wish,
                    version,
                    installed(packages.imagePackages()),
                    asked,
                    soft,
                    before));
          }
          case Base.Image _ ->
              new REnvironment(
                  REnvironment.Origin.DEBIAN,
                  version,
                  definition.home(),
                  definition.library(),
                  repositories(wish, checkout, version),
                  List.of());
        });
  }

  /** Nothing called {@code r-…} that was asked for brought an R with it. */
  private static Optional<REnvironment> withoutR(RWish wish) {
    Stream.of(wish.script(), wish.description(), wish.renvLock())
        .flatMap(Optional::stream)
        .findFirst()
        .ifPresent(file -> {
          throw BuildFailure.input(
                  "Cannot use `%s`: the conda environment has no `%s`".formatted(file, CONDA_R))
              .withHint("Add `%s` to the dependencies in environment.yml".formatted(CONDA_R));
        });
    return Optional.empty();
  }

  /** An R of neither the distribution nor conda, and what Debian has beside its own. */
  private REnvironment ofBuild(
      RBuildLocking.Found build,
      RWish wish,
      Checkout checkout,
      Base base,
      Optional<REnvironment> before)
      throws IOException, InterruptedException {
    String version = build.facts().version();
    note("Using R %s, built for the distribution".formatted(version));
    SortedMap<String, String> known = repositories(wish, checkout, version);
    boolean soft = known.isEmpty();
    List<Wanted> wanted = wanted(wish, checkout);
    Set<String> named =
        wanted.stream().map(one -> one.dependency().name()).collect(Collectors.toSet());
    definition
        .builds()
        .packages()
        .forEach(name ->
            wanted.add(
                new Wanted(RDependency.any(name), "every image with R", true, false, false)));
    List<LockedR> packages =
        packages(
                wanted,
                wish,
                version,
                build.facts().installed(),
                soft ? distributors(base) : known,
                soft,
                before)
            .stream()
            .map(one ->
                named.contains(one.name()) || !definition.builds().packages().contains(one.name())
                    ? one
                    : one.unrequested())
            .toList();
    return new REnvironment(
        REnvironment.Origin.ARCHIVE,
        version,
        RBuildFacts.home(version),
        definition.library(),
        known,
        packages,
        Optional.of(build.build()));
  }

  /** An older R of the same major version is stood in for, and said; any other is refused. */
  private void requireVersion(String wanted, String version) {
    if (version.isEmpty() || (version + ".").startsWith(wanted + ".")) {
      return;
    }
    String[] parts = wanted.split("\\.", -1);
    RVersion minor = new RVersion(parts[0] + "." + parts[1]);
    boolean standsIn =
        version.startsWith(parts[0] + ".") && minor.compareTo(new RVersion(version)) < 0;
    if (standsIn) {
      workshop
          .events()
          .accept(
              new BuildEvent.Warned(
                  ("runtime.txt asks for R %s, and the image has the distribution's R %s;"
                          + " `r-base=%s` in environment.yml takes that one from conda")
                      .formatted(wanted, version, wanted)));
    } else {
      throw BuildFailure.input(
              "Cannot use R %s: the distribution has R %s".formatted(wanted, version))
          .withHint(
              "Ask for `r-%s` in runtime.txt, or name `r-base=%s` in environment.yml"
                  .formatted(definition.version(), wanted));
    }
  }

  /** The repositories that somebody named, by name. */
  private SortedMap<String, String> repositories(RWish wish, Checkout checkout, String version) {
    SortedMap<String, String> repositories = new TreeMap<>();
    if (request.r().mirror().isPresent()) {
      String mirror = request.r().mirror().get();
      if (wish.snapshot().isPresent() && !mirror.contains("{date}")) {
        workshop
            .events()
            .accept(
                new BuildEvent.Warned(
                    ("runtime.txt asks for the packages of %s, but `%s` has one state alone;"
                            + " `{date}` in a URL stands for the day")
                        .formatted(wish.snapshot().get(), withoutLogin(mirror))));
      }
      repositories.put(CRAN, withoutLogin(mirror(wish, version)));
      return repositories;
    }
    wish.renvLock()
        .map(file -> RenvLock.parse(read(checkout, file), file))
        .ifPresent(lock ->
            lock.repositories().forEach((name, url) -> repositories.put(name, withoutLogin(url))));
    return repositories;
  }

  /** The mirror that was asked for, with its login. */
  private String mirror(RWish wish, String version) {
    String[] parts = version.split("\\.", -1);
    return request
        .r()
        .mirror()
        .orElseThrow()
        .replace("{date}", wish.snapshot().map(Object::toString).orElse("latest"))
        .replace("{codename}", bases.suite())
        .replace("{minor}", parts.length < 2 ? version : parts[0] + "." + parts[1]);
  }

  /** What the distribution's own R asks where nobody says otherwise. */
  private SortedMap<String, String> distributors(Base base)
      throws IOException, InterruptedException {
    SortedMap<String, String> repositories = new TreeMap<>();
    bases
        .file(Bases.packages(base), DEBIAN_R, DEBIAN_PROFILE)
        .flatMap(text -> RProfile.mirror(new String(text, StandardCharsets.UTF_8)))
        .ifPresent(url -> repositories.put(CRAN, url));
    return repositories;
  }

  private List<LockedR> packages(
      List<Wanted> wanted,
      RWish wish,
      String version,
      Map<String, RVersion> installed,
      SortedMap<String, String> repositories,
      boolean soft,
      Optional<REnvironment> before)
      throws IOException, InterruptedException {
    if (wanted.isEmpty()) {
      return List.of();
    }
    boolean required = wanted.stream().anyMatch(Wanted::required);
    List<String> urls = urls(wish, version, repositories);
    try {
      RVersion r = new RVersion(version);
      CranIndex index = CranIndex.of(urls, r, workshop.fetcher());
      RResolver resolver =
          new RResolver(
              index,
              installed,
              new ArchiveReader(
                  workshop.store(),
                  workshop.fetcher(),
                  r,
                  request.platform(),
                  before
                      .filter(one -> one.version().equals(version))
                      .map(REnvironment::packages)
                      .orElse(List.of())));
      List<LockedR> packages = resolver.resolve(wanted);
      resolver.notes().forEach(this::note);
      note(
          "Locked %d R packages, %d of them built already"
              .formatted(packages.size(), packages.stream().filter(LockedR::built).count()));
      return packages;
    } catch (BuildFailure e) {
      if (!soft || required) {
        throw e.withHint("`--cran-mirror URL` says where R packages come from");
      }
      workshop
          .events()
          .accept(
              new BuildEvent.Warned(
                  ("R packages are not locked: %s; install.R installs them itself, and"
                          + " `--cran-mirror URL` says where they come from")
                      .formatted(e.message())));
      return List.of();
    }
  }

  private List<String> urls(RWish wish, String version, SortedMap<String, String> repositories) {
    List<String> urls = new ArrayList<>();
    repositories.forEach((name, url) ->
        urls.add(
            name.equals(CRAN) && request.r().mirror().isPresent() ? mirror(wish, version) : url));
    if (urls.isEmpty()) {
      throw BuildFailure.input("Cannot lock the R packages: no repository of R packages is known")
          .withHint("Give one with `--cran-mirror URL`");
    }
    return urls;
  }

  private List<Wanted> wanted(RWish wish, Checkout checkout) {
    List<Wanted> wanted = new ArrayList<>();
    wish.renvLock()
        .map(file -> RenvLock.parse(read(checkout, file), file))
        .ifPresent(lock ->
            lock.packages()
                .forEach((name, version) ->
                    wanted.add(
                        new Wanted(
                            new RDependency(name, "==", version),
                            "`%s`".formatted(lock.path()),
                            true,
                            false,
                            true))));
    wish.description()
        .map(file -> DescriptionFile.parse(read(checkout, file), file))
        .ifPresent(description ->
            description.needs().stream()
                .filter(one -> !isRemote(one, description.remotes()))
                .forEach(one ->
                    wanted.add(
                        new Wanted(
                            one, "`%s`".formatted(description.path()), true, false, false))));
    wish.script()
        .map(file -> InstallScript.parse(read(checkout, file), file))
        .ifPresent(script -> wanted.addAll(wanted(script)));
    return wanted;
  }

  /** What {@code Remotes} has come from elsewhere. */
  private static boolean isRemote(RDependency one, List<String> remotes) {
    return remotes.stream()
        .anyMatch(remote -> remote.replaceFirst("[@#].*", "").endsWith("/" + one.name()));
  }

  private static List<Wanted> wanted(InstallScript script) {
    List<Wanted> wanted = new ArrayList<>();
    for (InstallScript.Install install : script.installs()) {
      if (install.repositories().stream().allMatch(RLocking::isMirror)) {
        String origin = "`%s` at line %d".formatted(script.path(), install.line());
        install
            .packages()
            .forEach(name ->
                wanted.add(
                    new Wanted(RDependency.any(name), origin, false, install.suggests(), false)));
      }
    }
    return wanted;
  }

  /** Whether a URL of a script is one of the places that all have the same packages. */
  private static boolean isMirror(String url) {
    return url.toLowerCase(Locale.ROOT)
        .matches("https?://(?:cloud\\.|cran\\.|cran-|[^/]*/cran\\b|[^/]*/[^?]*/cran/?$).*");
  }

  /** Debian's packages of R, their names in lower case as there. */
  private static Map<String, RVersion> installed(List<LockedDeb> packages) {
    Map<String, RVersion> installed = new HashMap<>();
    for (LockedDeb deb : packages) {
      String version = upstream(deb.version().replaceFirst("-[^-]*$", ""));
      if (deb.name().startsWith(DEBIAN_PACKAGE) && RVersion.is(version)) {
        installed.put(deb.name().substring(DEBIAN_PACKAGE.length()), new RVersion(version));
      }
    }
    return installed;
  }

  /** The version of the distribution's R. */
  private static String version(Base base) {
    return switch (base) {
      case Base.Debian(var packages) ->
          packages.packages().stream()
              .filter(deb -> deb.name().equals(DEBIAN_R))
              .map(LockedDeb::version)
              .map(text -> upstream(text.replaceFirst("-.*", "")))
              .findFirst()
              .orElse("");
      case Base.Image image ->
          image.apt().packages().stream()
              .map(deb -> deb.name().split("_", -1))
              .filter(parts -> parts.length > 1 && parts[0].equals(DEBIAN_R))
              .map(parts -> upstream(parts[1].replaceFirst("-.*", "")))
              .findFirst()
              .orElse("");
    };
  }

  private static String upstream(String version) {
    return version.replaceFirst("^[0-9]+(?::|%3a)", "").replaceFirst("[+~].*", "");
  }

  static String withoutLogin(String url) {
    return url.replaceFirst("^([a-zA-Z]+://)[^/@]*@", "$1");
  }

  private void warn(String message) {
    workshop.events().accept(new BuildEvent.Warned(message));
  }

  private void note(String message) {
    workshop.events().accept(new BuildEvent.Noted(Stage.RESOLVE, message));
  }
}
