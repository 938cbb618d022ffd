package org.repo2oci.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.repo2oci.baseimage.BaseFacts;
import org.repo2oci.debian.Account;
import org.repo2oci.debian.AddedPackages;
import org.repo2oci.debian.AptRequest;
import org.repo2oci.debian.BaseConfiguration;
import org.repo2oci.debian.DebInstaller;
import org.repo2oci.debian.DebianDefinition;
import org.repo2oci.debian.DebianLocker;
import org.repo2oci.debian.DebianMirror;
import org.repo2oci.debian.DebianOffer;
import org.repo2oci.debian.DebianUnpacker;
import org.repo2oci.debian.Feature;
import org.repo2oci.debian.ImageApt;
import org.repo2oci.debian.ImageDeb;
import org.repo2oci.debian.LockedDeb;
import org.repo2oci.debian.LockedDebian;
import org.repo2oci.event.BuildEvent;
import org.repo2oci.event.BuildEvent.Stage;
import org.repo2oci.failure.BuildFailure;
import org.repo2oci.filetree.Node;
import org.repo2oci.image.Digest;
import org.repo2oci.lock.Base;
import org.repo2oci.lock.Lock;
import org.repo2oci.lock.LockFile;
import org.repo2oci.lock.PythonEnvironment;
import org.repo2oci.plan.PreviousImage;
import org.repo2oci.pypi.resolve.PythonTarget;
import org.repo2oci.sandbox.RootLayer;
import org.repo2oci.store.Scratch;

/** Chooses the base and opens it: Debian packages, or an image of a registry. */
final class Bases implements AutoCloseable {
  private static final String KIND = "debian-lock";

  private final Workshop workshop;
  private final BuildRequest request;
  private final DebianDefinition definition;
  private final DebInstaller installer;
  private final Account account;
  private final Clock clock;
  private final Optional<Lock> given;
  private final Map<Digest, BaseFacts> learnt = new HashMap<>();
  private @Nullable BaseImage image;

  /**
   * @param given the lock that decides, where the user gave one
   */
  Bases(
      Workshop workshop,
      BuildRequest request,
      DebianDefinition definition,
      Clock clock,
      Optional<Lock> given) {
    this.workshop = workshop;
    this.request = request;
    this.definition = definition;
    this.installer = new DebInstaller(definition.exclusions());
    this.account = new Account(request.userName(), request.uid(), request.uid());
    this.clock = clock;
    this.given = given;
  }

  /** What the choice depends on, but for the day. */
  String identity() throws IOException, InterruptedException {
    Path file = definition.folder().resolve("buildpack.yml");
    String toolboxes = Digest.of(Files.readAllBytes(file)).toString();
    return request.baseImage().isPresent() ? toolboxes + " " + image().manifest() : toolboxes;
  }

  /** The base's own Python, known before anything is locked. */
  PythonTarget python() throws IOException, InterruptedException {
    if (given.isPresent()) {
      return python(given.get());
    }
    if (request.baseImage().isEmpty()) {
      return target(definition.python(), definition.glibc(), Optional.empty());
    }
    BaseFacts facts = facts(image());
    return target(facts.pythonVersion(), facts.glibc(), Optional.of(facts.pythonVersion()));
  }

  private PythonTarget python(Lock lock) {
    return switch (lock.base()) {
      case Base.Debian _ -> target(definition.python(), definition.glibc(), Optional.empty());
      case Base.Image locked ->
          target(lock.python().version(), locked.glibc(), Optional.of(lock.python().version()));
    };
  }

  private PythonTarget target(String python, String glibc, Optional<String> exact) {
    String[] version = python.split("\\.", -1);
    return new PythonTarget(
        Integer.parseInt(version[0]),
        Integer.parseInt(version[1]),
        request.platform(),
        Integer.parseInt(glibc.split("\\.", -1)[1]),
        exact);
  }

  /**
   * Takes what locks of earlier images say of the images that they stand on: so those need not be
   * pulled to be read.
   */
  void learn(List<PreviousImage> previous) {
    for (PreviousImage image : previous) {
      Optional<Lock> lock = image.lock().filter(one -> one.condaPython().isEmpty());
      if (lock.isPresent() && lock.get().base() instanceof Base.Image base) {
        PythonEnvironment python = lock.get().python();
        learnt.putIfAbsent(
            base.manifest(),
            new BaseFacts(
                python.interpreter(),
                python.version(),
                base.glibc(),
                base.locale(),
                base.compilers(),
                List.of()));
      }
    }
  }

  private BaseFacts facts(BaseImage of) throws IOException, InterruptedException {
    BaseFacts known = learnt.get(of.manifest());
    return known == null ? of.facts() : known;
  }

  /** The image that was asked for, by what its name means now. */
  private synchronized BaseImage image() throws IOException, InterruptedException {
    BaseImage known = image;
    if (known == null) {
      known = BaseImage.resolved(workshop, request.baseImage().orElseThrow(), request.platform());
      image = known;
    }
    return known;
  }

  /**
   * A base that has been decided.
   *
   * @param interpreter absolute path in the image
   * @param pythonVersion in full
   */
  record Chosen(Base base, String interpreter, String pythonVersion) {
    /** The build's own packages, and the base's where it is made of packages. */
    LockedDebian packages() {
      return Bases.packages(base);
    }
  }

  /** The base of an earlier lock as it was; empty where it is of another kind. */
  Optional<Chosen> kept(Lock lock) {
    return switch (lock.base()) {
      case Base.Debian(LockedDebian packages) when request.baseImage().isEmpty() ->
          Optional.of(
              new Chosen(
                  lock.base(), "/usr/bin/python" + definition.python(), pythonVersion(packages)));
      case Base.Image locked when request.baseImage().isPresent() ->
          lock.condaPython().isEmpty()
              ? Optional.of(
                  new Chosen(locked, lock.python().interpreter(), lock.python().version()))
              : Optional.empty();
      case Base.Debian _, Base.Image _ -> Optional.empty();
    };
  }

  static LockedDebian packages(Base base) {
    return switch (base) {
      case Base.Debian(LockedDebian packages) -> packages;
      case Base.Image image -> image.toolboxes();
    };
  }

  /**
   * Decides the base of today.
   *
   * @param features Debian packages of buildpacks
   * @param added Debian packages of the user's own
   */
  Chosen choose(List<Feature> features, List<AptRequest> added)
      throws IOException, InterruptedException {
    if (request.baseImage().isEmpty()) {
      LockedDebian packages = choose(definition, features, added);
      return new Chosen(
          new Base.Debian(packages),
          "/usr/bin/python" + definition.python(),
          pythonVersion(packages));
    }
    BaseImage chosen = image();
    BaseFacts facts = facts(chosen);
    facts.warnings().forEach(text -> workshop.events().accept(new BuildEvent.Warned(text)));
    Base.Image locked =
        new Base.Image(
            chosen.reference(),
            chosen.manifest(),
            facts.glibc(),
            facts.locale(),
            facts.compilers(),
            choose(definition.toolboxesOnly(), List.of(), List.of()),
            apt(chosen, all(features, added)));
    return new Chosen(locked, facts.interpreter(), facts.pythonVersion());
  }

  /** Upon an image there is one list: its own apt says what is there already. */
  private static List<AptRequest> all(List<Feature> features, List<AptRequest> added) {
    List<AptRequest> all = new ArrayList<>();
    for (Feature feature : features) {
      feature
          .packages()
          .forEach(names -> {
            // Upon an image there is no index to ask yet.
            String name = names.substring(names.lastIndexOf(' ') + 1);
            all.add(new AptRequest(name, Optional.empty(), all.size() + 1));
          });
    }
    all.addAll(added);
    return all;
  }

  private Base.Image.Apt apt(BaseImage chosen, List<AptRequest> added)
      throws IOException, InterruptedException {
    if (added.isEmpty()) {
      return Base.Image.Apt.none();
    }
    long begin = System.nanoTime();
    List<RootLayer> root =
        new RootFilesystem(
                workshop.store(),
                workshop.sandbox(),
                workshop.threads(),
                workshop.events(),
                Stage.RESOLVE)
            .of(chosen.layerFiles(), chosen.documents().config().diffIds());
    List<ImageDeb> packages = new ImageApt(workshop.sandbox(), workshop.events()).lock(root, added);
    workshop
        .events()
        .accept(
            new BuildEvent.Finished(
                Stage.RESOLVE,
                "Locked %d Debian packages for `apt.txt`".formatted(packages.size()),
                Duration.ofNanos(System.nanoTime() - begin)));
    return new Base.Image.Apt(
        added.stream().map(AptRequest::name).distinct().sorted().toList(), packages);
  }

  /** Locks the packages of today. */
  private LockedDebian choose(
      DebianDefinition wanted, List<Feature> features, List<AptRequest> added)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    DebianOffer offer =
        new DebianLocker(workshop.fetcher(), workshop.events(), clock)
            .offer(wanted, mirror(), request.platform().architecture(), features, added);
    Optional<LockedDebian> known =
        workshop.store().record(KIND, offer.key()).flatMap(LockFile::readDebian);
    if (known.isPresent()) {
      return known.get();
    }
    LockedDebian locked = offer.lock();
    workshop.store().putRecord(KIND, offer.key(), LockFile.writeDebian(locked));
    workshop
        .events()
        .accept(
            new BuildEvent.Finished(
                Stage.RESOLVE,
                wanted.packages().isEmpty()
                    ? "Locked %d Debian packages to build with".formatted(locked.packages().size())
                    : locked.added().isEmpty()
                        ? "Locked %d Debian packages for the base"
                            .formatted(locked.basePackages().size())
                        : "Locked %d Debian packages for the base and %d for `apt.txt`"
                            .formatted(locked.basePackages().size(), locked.addedPackages().size()),
                Duration.ofNanos(System.nanoTime() - begin)));
    return locked;
  }

  /** The interpreter's version in full, as the lock has it. */
  private String pythonVersion(LockedDebian locked) {
    String name = "python" + definition.python();
    return locked.basePackages().stream()
        .filter(deb -> deb.name().equals(name))
        .map(deb -> deb.version().replaceFirst("[-+~].*", ""))
        .findFirst()
        .orElseThrow(() ->
            BuildFailure.environment("Cannot use the base: it has no `%s`".formatted(name))
                .withHint("`buildpacks/base/buildpack.yml` names another Python"));
  }

  /** What the image of a lock stands on. */
  Foundation open(Lock lock) throws IOException, InterruptedException {
    DebianToolboxes toolboxes = toolboxes(packages(lock.base()));
    return switch (lock.base()) {
      case Base.Debian(LockedDebian packages) ->
          new DebianFoundation(debian(packages), toolboxes, python(lock), lock.python());
      case Base.Image locked -> {
        String name = locked.pinned().toString();
        workshop
            .events()
            .accept(
                new BuildEvent.Noted(Stage.PLAN, "Building upon the image `%s`".formatted(name)));
        yield new ImageFoundation(
            workshop, image(locked), locked, lock.python(), python(lock), account, toolboxes);
      }
    };
  }

  /** The packages of the user's own list, above the base of a lock. */
  List<StepPart> added(Lock lock) throws IOException {
    return switch (lock.base()) {
      case Base.Debian(LockedDebian packages) ->
          new AptParts(
                  workshop,
                  packages,
                  unpacker(),
                  new AddedPackages(workshop.sandbox(), workshop.events(), definition, installer))
              .parts();
      case Base.Image locked -> new ImageAptParts(workshop, locked.apt()).parts();
    };
  }

  /** The packages of today, of a base that is assembled and has nothing above it. */
  LockedDebian assembled() throws IOException, InterruptedException {
    return choose(definition, List.of());
  }

  DebianBase debian(LockedDebian locked) {
    return new DebianBase(
        workshop,
        locked,
        unpacker(),
        new BaseConfiguration(
            workshop.sandbox(), workshop.events(), definition, installer, account));
  }

  /** The one of the lock; whose files may have been read already to decide it. */
  private synchronized BaseImage image(Base.Image locked) {
    BaseImage known = image;
    if (known == null || !known.manifest().equals(locked.manifest())) {
      known = new BaseImage(workshop, locked.reference(), locked.manifest(), request.platform());
      image = known;
    }
    return known;
  }

  @Override
  public synchronized void close() throws IOException {
    if (image != null) {
      image.close();
    }
  }

  DebianToolboxes toolboxes(LockedDebian locked) {
    return new DebianToolboxes(workshop, locked, unpacker(), installer.key(), account);
  }

  /** The name of Debian's release. */
  String suite() {
    return definition.suite();
  }

  /** A file of a locked package. */
  Optional<byte[]> file(LockedDebian locked, String name, String path)
      throws IOException, InterruptedException {
    Optional<LockedDeb> deb =
        locked.packages().stream().filter(one -> one.name().equals(name)).findFirst();
    if (deb.isEmpty()) {
      return Optional.empty();
    }
    try (Scratch scratch = workshop.store().newScratch()) {
      Node node =
          unpacker().unpack(locked, deb.get(), scratch.directory()).files().node(path).orElse(null);
      if (!(node instanceof Node.RegularFile file)) {
        return Optional.empty();
      }
      try (InputStream in = file.content().open()) {
        return Optional.of(in.readAllBytes());
      }
    }
  }

  private DebianUnpacker unpacker() {
    return new DebianUnpacker(workshop.fetcher(), mirror(), installer);
  }

  private DebianMirror mirror() {
    Optional<DebianMirror> found =
        request.debianMirror().map(DebianMirror::parse).or(() -> DebianMirror.ofApt(Path.of("/")));
    return found.orElseThrow(() ->
        BuildFailure.environment(
                "Cannot assemble the base: no Debian mirror is known on this machine")
            .withHint("Give one with `--debian-mirror URL`, or a base with `--base-image`"));
  }
}
